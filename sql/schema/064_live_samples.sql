-- Which samples say what is known now? Those that the latest flow run to write of each of their figures wrote,
-- as long as the figures are current, not forgotten and have an accepted pair, and every pair used is; kept or not.
-- Engines that ask no model are one writer. Of those that do, each kind and mode is a writer of its own: what was paid
-- for stays when something else is written of the same figure, until the same is asked again, of whichever model.
create view live_samples as
with written as (
    select
        entry_id,
        sample_id,
        flow_run_id,
        if(model is null, '', concat(kind, ' ', mode)) as writer
    from history.samples
),

latest_flow_runs as (
    select
        sample_parts.figure_id,
        written.writer,
        arg_max(written.flow_run_id, written.entry_id) as flow_run_id
    from written
    inner join sample_parts
        on written.sample_id = sample_parts.sample_id
    group by
        sample_parts.figure_id,
        written.writer
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
            and if(samples.model is null, '', concat(samples.kind, ' ', samples.mode)) = latest_flow_runs.writer
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
    samples.call_key,
    samples.outcome,
    samples.rule,
    samples.reason,
    samples.score,
    samples.threshold
from samples
semi join live_ids
    on samples.sample_id = live_ids.sample_id;
