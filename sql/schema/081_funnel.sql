-- How many came into each step, in each unit, and how many were kept, turned away (why?), merged or failed?
-- Rows with outcome `in` are the sum of the others.
create view funnel as
select
    step,
    unit,
    if(grouping(outcome) = 1, 'in', outcome) as outcome,
    reason,
    count(*) as n
from decisions
group by grouping sets ((step, unit), (step, unit, outcome, reason));
