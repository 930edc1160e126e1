-- What does the workspace hold?
with counts as (
    select
        1 as place,
        'documents' as what,
        status as outcome,
        reason as detail,
        count(*) as n
    from documents
    group by
        status,
        reason
    union all
    select
        2 as place,
        'pages' as what,
        outcome,
        reason as detail,
        count(*) as n
    from pages
    group by
        outcome,
        reason
    union all
    select
        2 as place,
        'text from' as what,
        text_source as outcome,
        direction as detail,
        count(*) as n
    from pages
    where outcome = 'kept'
    group by
        text_source,
        direction
    union all
    select
        2 as place,
        'looked at by' as what,
        layout as outcome,
        null as detail,
        count(*) as n
    from pages
    where outcome = 'kept' and layout is not null
    group by layout
    union all
    select
        3 as place,
        'figures' as what,
        outcome,
        reason as detail,
        count(*) as n
    from figures
    group by
        outcome,
        reason
    union all
    select
        4 as place,
        'captions' as what,
        'kept' as outcome,
        null as detail,
        count(*) as n
    from pairs
    where role = 'caption'
    union all
    select
        5 as place,
        'pairs' as what,
        case accepted
            when true then 'accepted'
            when false then 'rejected'
            else 'not judged'
        end as outcome,
        accepted_reason as detail,
        count(*) as n
    from pairs
    group by
        accepted,
        accepted_reason
    union all
    select
        6 as place,
        'samples' as what,
        'kept' as outcome,
        null as detail,
        count(*) as n
    from current_samples
    union all
    select
        7 as place,
        'last export' as what,
        arg_max(format, "at") as outcome,
        arg_max(digest, "at") as detail,
        arg_max(samples, "at") as n
    from exports
    having count(*) > 0
)

select
    what,
    outcome,
    detail,
    n
from counts
order by
    place asc,
    what asc,
    n desc,
    outcome asc,
    detail asc;
