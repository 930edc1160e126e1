-- Which executions make up what the catalog shows of each document?
-- Those that the latest flow run to name it took. A flow run that only registers says nothing of the other steps.
create view current_runs as
with latest_flow_runs as (
    select
        doc_id,
        step = 'register' as registers,
        arg_max(flow_run_id, row("at", entry_id)) as flow_run_id
    from history.uses
    group by
        doc_id,
        registers
)

select
    uses.doc_id,
    uses.step,
    step_rank(uses.step) as step_rank,
    arg_max(uses.step_run_id, row(uses."at", uses.entry_id, uses.step_run_id)) as step_run_id,
    arg_max(uses.flow_run_id, row(uses."at", uses.entry_id, uses.step_run_id)) as flow_run_id
from history.uses as uses
inner join latest_flow_runs
    on
        uses.doc_id = latest_flow_runs.doc_id
        and uses.flow_run_id = latest_flow_runs.flow_run_id
        and (uses.step = 'register') = latest_flow_runs.registers
group by
    uses.doc_id,
    uses.step;
