-- How many figures of each kind are there, and how many of them have a caption?
with captioned as (
    select distinct figure_id
    from pairs
    where role = 'caption'
)

select
    figures.kind,
    count(*) as n,
    count(captioned.figure_id) as captioned
from figures
left join captioned
    on figures.figure_id = captioned.figure_id
where figures.outcome = 'kept'
group by figures.kind
order by
    n desc,
    figures.kind asc;
