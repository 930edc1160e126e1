-- How are the p_match of the pairs spread, in twentieths, by role and by what curate said?
select
    role,
    coalesce(accepted, false) as accepted,
    least(floor(p_match * 20), 19)::bigint as twentieth,
    count(*) as n
from pairs
group by
    role,
    coalesce(accepted, false),
    least(floor(p_match * 20), 19)::bigint
order by
    role,
    twentieth,
    accepted;
