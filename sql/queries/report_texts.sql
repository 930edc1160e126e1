-- Which texts were weighed for the figures on the pages $first to $last, and what came of each?
select
    candidates.pair_id,
    candidates.figure_id,
    candidates.role,
    candidates.text,
    candidates.p_match,
    map_entries(candidates.features) as features,
    candidates.outcome,
    candidates.rule,
    candidates.reason,
    candidates.score,
    candidates.threshold,
    candidates.step_run_id,
    current_runs.step,
    latest_verdicts.accepted,
    latest_verdicts.reason as accepted_reason,
    text_places.page,
    text_places.x0,
    text_places.y0,
    text_places.x1,
    text_places.y1
from candidates
inner join figures
    on candidates.figure_id = figures.figure_id
inner join current_runs
    on candidates.step_run_id = current_runs.step_run_id
left join text_places
    on
        candidates.doc_id = text_places.doc_id
        and candidates.pair_id = text_places.pair_id
left join latest_verdicts
    on candidates.pair_id = latest_verdicts.pair_id
where
    candidates.doc_id = $doc_id
    and figures.doc_id = $doc_id
    and figures.page between $first and $last
order by
    candidates.figure_id asc,
    candidates.p_match desc,
    candidates.pair_id asc;
