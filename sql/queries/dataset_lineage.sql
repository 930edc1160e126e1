-- Where does each published sample come from: which box, page, file, texts, engines, model, and at what cost?
-- No path, time or execution id, so that a dataset says the same wherever it was made.
with parts as (
    select
        current_samples.sample_id,
        sample_parts.position,
        sample_parts.figure_id,
        sample_parts.pair_id,
        sample_parts.region_id,
        sample_parts.role,
        candidates.p_match,
        figures.doc_id,
        figures.page,
        figures.x0,
        figures.y0,
        figures.x1,
        figures.y1
    from current_samples
    inner join sample_parts
        on current_samples.sample_id = sample_parts.sample_id
    inner join figures
        on sample_parts.figure_id = figures.figure_id
    left join candidates
        on sample_parts.pair_id = candidates.pair_id
),

document_sources as (
    select
        doc_id,
        list(distinct case when contains(uri, '://') then uri else name end) as sources,
        min(name) as name,
        list(distinct licence) filter (where licence is not null) as licences
    from sources
    where doc_id is not null and outcome in ('registered', 'duplicate')
    group by doc_id
),

sample_pages as (
    select distinct
        sample_id,
        doc_id,
        page
    from parts
),

sample_engines as (
    select distinct
        sample_pages.sample_id,
        page_steps.doc_id,
        page_steps.step,
        page_steps.step_rank,
        page_steps.engine,
        page_steps.engine_version,
        page_steps.weights_sha256,
        page_steps.code_version
    from sample_pages
    inner join page_steps
        on
            sample_pages.doc_id = page_steps.doc_id
            and sample_pages.page = page_steps.page
    where page_steps.step not in ('register', 'audit')
),

sample_steps as (
    select
        sample_id,
        list(
            {
                'doc_id': doc_id,
                'step': step,
                'engine': engine,
                'engine_version': engine_version,
                'weights_sha256': weights_sha256,
                'code_version': code_version
            }
            order by doc_id, step_rank, engine, weights_sha256
        ) as steps
    from sample_engines
    group by sample_id
),

sample_documents as (
    select distinct
        sample_id,
        doc_id
    from parts
),

document_facts as (
    select
        sample_documents.sample_id,
        list_sort(list_distinct(flatten(list(document_sources.sources)))) as sources,
        array_to_string(list_sort(list_distinct(flatten(list(document_sources.licences)))), '; ') as licences
    from sample_documents
    left join document_sources
        on sample_documents.doc_id = document_sources.doc_id
    group by sample_documents.sample_id
),

part_facts as (
    select
        parts.sample_id,
        arg_min(parts.figure_id, row(parts.position, parts.figure_id)) as figure_id,
        min(parts.p_match) as p_match,
        list(parts.pair_id order by parts.position, parts.figure_id, parts.pair_id, parts.region_id) filter (
            where parts.pair_id is not null
        ) as pair_ids,
        list(parts.role order by parts.position, parts.figure_id, parts.pair_id, parts.region_id) filter (
            where parts.pair_id is not null
        ) as roles,
        list(
            {
                'figure_id': parts.figure_id,
                'doc_id': parts.doc_id,
                'page': parts.page,
                'x0': parts.x0,
                'y0': parts.y0,
                'x1': parts.x1,
                'y1': parts.y1,
                'pair_id': parts.pair_id,
                'role': parts.role,
                'p_match': parts.p_match
            }
            order by parts.position, parts.figure_id, parts.pair_id, parts.region_id
        ) as parts
    from parts
    group by parts.sample_id
)

select
    current_samples.sample_id,
    current_samples.kind,
    current_samples.mode,
    current_samples.generator,
    current_samples.model,
    current_samples.prompt_hash,
    sample_costs.cost_usd,
    figures.doc_id,
    document_sources.name,
    document_facts.sources,
    nullif(document_facts.licences, '') as licence,
    figures.page,
    figures.x0,
    figures.y0,
    figures.x1,
    figures.y1,
    part_facts.figure_id,
    part_facts.pair_ids,
    part_facts.roles,
    part_facts.p_match,
    part_facts.parts,
    sample_steps.steps
from current_samples
inner join part_facts
    on current_samples.sample_id = part_facts.sample_id
inner join document_facts
    on current_samples.sample_id = document_facts.sample_id
inner join figures
    on part_facts.figure_id = figures.figure_id
left join document_sources
    on figures.doc_id = document_sources.doc_id
left join sample_steps
    on current_samples.sample_id = sample_steps.sample_id
left join sample_costs
    on current_samples.sample_id = sample_costs.sample_id
order by current_samples.sample_id;
