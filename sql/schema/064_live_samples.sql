-- Which samples say what is known now? Those that the latest flow run to write of each of their figures wrote,
-- as long as the figures are current, not forgotten and have an accepted pair, and every pair used is; kept or not.
create view live_samples as
with latest_flow_runs as (
    select
        sample_parts.figure_id,
        arg_max(samples.flow_run_id, samples.entry_id) as flow_run_id
    from history.samples as samples
    inner join sample_parts
        on samples.sample_id = sample_parts.sample_id
    group by sample_parts.figure_id
),

accepted_pairs as (
    select
        pairs.pair_id,
        pairs.figure_id
    from pairs
    anti join forgotten_documents
        on pairs.doc_id = forgotten_documents.doc_id
    where pairs.accepted
),

accepted_figures as (
    select distinct figure_id
    from accepted_pairs
),

live_ids as (
    select samples.sample_id
    from samples
    inner join sample_parts
        on samples.sample_id = sample_parts.sample_id
    left join latest_flow_runs
        on
            sample_parts.figure_id = latest_flow_runs.figure_id
            and samples.flow_run_id = latest_flow_runs.flow_run_id
    left join accepted_figures
        on sample_parts.figure_id = accepted_figures.figure_id
    left join accepted_pairs
        on
            sample_parts.pair_id = accepted_pairs.pair_id
            and sample_parts.figure_id = accepted_pairs.figure_id
    group by samples.sample_id
    having
        count(*) = count(latest_flow_runs.figure_id)
        and count(*) = count(accepted_figures.figure_id)
        and count(sample_parts.pair_id) = count(accepted_pairs.pair_id)
)

select
    samples.sample_id,
    samples.flow_run_id,
    samples.kind,
    samples.mode,
    samples.messages,
    samples.generator,
    samples.model,
    samples.prompt_hash,
    samples.outcome,
    samples.rule,
    samples.reason,
    samples.score,
    samples.threshold
from samples
semi join live_ids
    on samples.sample_id = live_ids.sample_id;
