-- Why is each pair what it is: which text, figure, file, engines, verdict, samples, cost, exports?
-- One row a pair and a sample that uses it; pairs without a sample, and parts of samples without a pair, have rows too.
create view why as
with former_figures as (
    select
        doc_id,
        figure_id,
        page,
        x0,
        y0,
        x1,
        y1,
        kind,
        image_sha256,
        width_px,
        height_px,
        text_inside
    from history.figures
    qualify row_number() over (
        partition by doc_id, figure_id
        order by entry_id desc
    ) = 1
),

placed as (
    select
        candidates.doc_id,
        candidates.pair_id,
        candidates.figure_id,
        sample_parts.sample_id,
        sample_parts.position,
        candidates.role,
        candidates.text,
        candidates.p_match,
        candidates.features,
        candidates.similarity,
        candidates.outcome,
        candidates.rule,
        candidates.reason,
        candidates.score,
        candidates.threshold,
        candidates.region_id,
        figures.kind as figure_kind,
        figures.page,
        figures.x0,
        figures.y0,
        figures.x1,
        figures.y1,
        figures.image_sha256,
        figures.width_px,
        figures.height_px,
        figures.text_inside
    from candidates
    inner join figures
        on
            candidates.doc_id = figures.doc_id
            and candidates.figure_id = figures.figure_id
    left join sample_parts
        on
            candidates.pair_id = sample_parts.pair_id
            and candidates.figure_id = sample_parts.figure_id
    union all by name
    select
        former_figures.doc_id,
        sample_parts.pair_id,
        sample_parts.figure_id,
        sample_parts.sample_id,
        sample_parts.position,
        sample_parts.role,
        sample_parts.region_id,
        former_figures.kind as figure_kind,
        former_figures.page,
        former_figures.x0,
        former_figures.y0,
        former_figures.x1,
        former_figures.y1,
        former_figures.image_sha256,
        former_figures.width_px,
        former_figures.height_px,
        former_figures.text_inside
    from sample_parts
    anti join candidates
        on
            sample_parts.pair_id = candidates.pair_id
            and sample_parts.figure_id = candidates.figure_id
    inner join former_figures
        on sample_parts.figure_id = former_figures.figure_id
)

select
    placed.pair_id,
    placed.sample_id,
    placed.position,
    placed.role,
    placed.text,
    placed.p_match,
    placed.features,
    placed.similarity,
    placed.outcome,
    placed.rule,
    placed.reason,
    placed.score,
    placed.threshold,
    placed.figure_id,
    placed.figure_kind,
    placed.page,
    placed.x0,
    placed.y0,
    placed.x1,
    placed.y1,
    placed.image_sha256,
    placed.width_px,
    placed.height_px,
    placed.text_inside,
    placed.region_id,
    text_places.page as text_page,
    text_places.x0 as text_x0,
    text_places.y0 as text_y0,
    text_places.x1 as text_x1,
    text_places.y1 as text_y1,
    pages.text_source,
    pages.text_layer_score,
    pages.text_layer_reason,
    pages.ocr_confidence,
    placed.doc_id,
    document_names.name,
    document_origins.sources,
    document_origins.licence,
    document_origins.licence_source,
    page_origins.steps,
    latest_verdicts.accepted,
    latest_verdicts.rule as verdict_rule,
    latest_verdicts.reason as verdict_reason,
    latest_verdicts.score as verdict_score,
    latest_verdicts.threshold as verdict_threshold,
    latest_verdicts.flow_run_id as verdict_flow_run_id,
    samples.kind as sample_kind,
    samples.mode,
    samples.generator,
    samples.model,
    samples.prompt_hash,
    samples.messages,
    samples.flow_run_id as sample_flow_run_id,
    samples.outcome as sample_outcome,
    samples.rule as sample_rule,
    samples.reason as sample_reason,
    samples.score as sample_score,
    samples.threshold as sample_threshold,
    sample_facts.estimate_usd,
    sample_facts.cost_usd,
    sample_facts.calls,
    sample_facts.checks,
    sample_facts.revisions,
    sample_facts.exports
from placed
left join text_places
    on
        placed.doc_id = text_places.doc_id
        and placed.pair_id = text_places.pair_id
left join pages
    on
        placed.doc_id = pages.doc_id
        and coalesce(text_places.page, placed.page) = pages.page
left join document_names
    on placed.doc_id = document_names.doc_id
left join document_origins
    on placed.doc_id = document_origins.doc_id
left join page_origins
    on
        placed.doc_id = page_origins.doc_id
        and placed.page = page_origins.page
left join latest_verdicts
    on placed.pair_id = latest_verdicts.pair_id
left join samples
    on placed.sample_id = samples.sample_id
left join sample_facts
    on placed.sample_id = sample_facts.sample_id;
