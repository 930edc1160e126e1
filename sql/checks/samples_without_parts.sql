-- Which samples are made of nothing, or, among those written last, of a figure or pair that never was?
with latest_flow_run as (
    select arg_max(flow_run_id, entry_id) as flow_run_id
    from history.samples
)

select
    samples.sample_id,
    sample_parts.figure_id,
    sample_parts.pair_id
from samples
left join latest_flow_run
    on samples.flow_run_id = latest_flow_run.flow_run_id
left join sample_parts
    on samples.sample_id = sample_parts.sample_id
left join history.figures as figures
    on sample_parts.figure_id = figures.figure_id
left join history.candidates as candidates
    on sample_parts.pair_id = candidates.pair_id
where
    sample_parts.sample_id is null
    or (
        latest_flow_run.flow_run_id is not null
        and (figures.figure_id is null or (sample_parts.pair_id is not null and candidates.pair_id is null))
    );
