-- Where does each part of each sample come from: which box, page, file, engines, model, and at what cost?
create view lineage as
with latest_figures as (
    select
        figure_id,
        doc_id,
        page,
        x0,
        y0,
        x1,
        y1
    from history.figures
    qualify row_number() over (
        partition by figure_id
        order by entry_id desc
    ) = 1
),

document_sources as (
    select
        doc_id,
        list(uri order by fetched_at, uri) as sources,
        arg_min(licence, row(fetched_at, uri)) as licence
    from sources
    where doc_id is not null and outcome in ('registered', 'duplicate')
    group by doc_id
),

origins as (
    select
        page_steps.doc_id,
        page_steps.page,
        max(page_steps.engine) filter (where page_steps.step = 'probe') as probe_engine,
        max(page_steps.engine_version) filter (where page_steps.step = 'probe') as probe_engine_version,
        max(page_steps.weights_sha256) filter (where page_steps.step = 'probe') as probe_weights_sha256,
        max(page_steps.step_run_id) filter (where page_steps.step = 'probe') as probe_step_run_id,
        max(page_steps.code_version) filter (where page_steps.step = 'probe') as probe_code_version,
        max(page_steps.engine) filter (where page_steps.step = 'read') as read_engine,
        max(page_steps.engine_version) filter (where page_steps.step = 'read') as read_engine_version,
        max(page_steps.weights_sha256) filter (where page_steps.step = 'read') as read_weights_sha256,
        max(page_steps.step_run_id) filter (where page_steps.step = 'read') as read_step_run_id,
        max(page_steps.code_version) filter (where page_steps.step = 'read') as read_code_version,
        max(page_steps.engine) filter (where page_steps.step = 'segment') as segment_engine,
        max(page_steps.engine_version) filter (where page_steps.step = 'segment') as segment_engine_version,
        max(page_steps.weights_sha256) filter (where page_steps.step = 'segment') as segment_weights_sha256,
        max(page_steps.step_run_id) filter (where page_steps.step = 'segment') as segment_step_run_id,
        max(page_steps.code_version) filter (where page_steps.step = 'segment') as segment_code_version,
        max(page_steps.engine) filter (where page_steps.step = 'crop') as crop_engine,
        max(page_steps.engine_version) filter (where page_steps.step = 'crop') as crop_engine_version,
        max(page_steps.weights_sha256) filter (where page_steps.step = 'crop') as crop_weights_sha256,
        max(page_steps.step_run_id) filter (where page_steps.step = 'crop') as crop_step_run_id,
        max(page_steps.code_version) filter (where page_steps.step = 'crop') as crop_code_version,
        max(page_steps.engine) filter (where page_steps.step = 'transcribe') as transcribe_engine,
        max(page_steps.engine_version) filter (where page_steps.step = 'transcribe') as transcribe_engine_version,
        max(page_steps.weights_sha256) filter (where page_steps.step = 'transcribe') as transcribe_weights_sha256,
        max(page_steps.step_run_id) filter (where page_steps.step = 'transcribe') as transcribe_step_run_id,
        max(page_steps.code_version) filter (where page_steps.step = 'transcribe') as transcribe_code_version,
        max(page_steps.engine) filter (where page_steps.step = 'pair') as pair_engine,
        max(page_steps.engine_version) filter (where page_steps.step = 'pair') as pair_engine_version,
        max(page_steps.weights_sha256) filter (where page_steps.step = 'pair') as pair_weights_sha256,
        max(page_steps.step_run_id) filter (where page_steps.step = 'pair') as pair_step_run_id,
        max(page_steps.code_version) filter (where page_steps.step = 'pair') as pair_code_version
    from page_steps
    group by
        page_steps.doc_id,
        page_steps.page
)

select
    samples.sample_id,
    samples.kind,
    sample_parts.position,
    sample_parts.figure_id,
    sample_parts.pair_id,
    latest_figures.page,
    latest_figures.x0,
    latest_figures.y0,
    latest_figures.x1,
    latest_figures.y1,
    latest_figures.doc_id,
    document_names.name,
    document_sources.sources,
    document_sources.licence,
    origins.probe_engine,
    origins.probe_engine_version,
    origins.probe_weights_sha256,
    origins.probe_step_run_id,
    origins.probe_code_version,
    origins.read_engine,
    origins.read_engine_version,
    origins.read_weights_sha256,
    origins.read_step_run_id,
    origins.read_code_version,
    origins.segment_engine,
    origins.segment_engine_version,
    origins.segment_weights_sha256,
    origins.segment_step_run_id,
    origins.segment_code_version,
    origins.crop_engine,
    origins.crop_engine_version,
    origins.crop_weights_sha256,
    origins.crop_step_run_id,
    origins.crop_code_version,
    origins.transcribe_engine,
    origins.transcribe_engine_version,
    origins.transcribe_weights_sha256,
    origins.transcribe_step_run_id,
    origins.transcribe_code_version,
    origins.pair_engine,
    origins.pair_engine_version,
    origins.pair_weights_sha256,
    origins.pair_step_run_id,
    origins.pair_code_version,
    samples.model,
    samples.prompt_hash,
    sample_costs.cost_usd
from samples
inner join sample_parts
    on samples.sample_id = sample_parts.sample_id
left join latest_figures
    on sample_parts.figure_id = latest_figures.figure_id
left join document_names
    on latest_figures.doc_id = document_names.doc_id
left join document_sources
    on latest_figures.doc_id = document_sources.doc_id
left join figures
    on sample_parts.figure_id = figures.figure_id
left join origins
    on
        figures.doc_id = origins.doc_id
        and figures.page = origins.page
left join sample_costs
    on samples.sample_id = sample_costs.sample_id;
