-- Which samples of the dataset were preferred to which others about the same figures, and what do both say?
-- What was turned away for what must not be read by anybody is not shown as the worse answer either.
with shown_figures as (
    select
        sample_id,
        list_sort(list(distinct figure_id)) as figure_ids
    from sample_parts
    group by sample_id
)

select
    preferences.chosen_sample_id,
    preferences.rejected_sample_id,
    preferences.rule,
    chosen.messages as chosen,
    rejected.messages as rejected
from preferences
inner join current_samples as chosen
    on preferences.chosen_sample_id = chosen.sample_id
inner join samples as rejected
    on preferences.rejected_sample_id = rejected.sample_id
inner join shown_figures as chosen_figures
    on preferences.chosen_sample_id = chosen_figures.sample_id
inner join shown_figures as rejected_figures
    on
        preferences.rejected_sample_id = rejected_figures.sample_id
        and chosen_figures.figure_ids = rejected_figures.figure_ids
anti join sample_checks as failed
    on
        preferences.rejected_sample_id = failed.sample_id
        and not failed.passed
        and failed.rule in ('personal', 'unsafe', 'guard')
where coalesce(rejected.reason, '') not in ('personal-data', 'unsafe')
order by
    preferences.chosen_sample_id,
    preferences.rejected_sample_id;
