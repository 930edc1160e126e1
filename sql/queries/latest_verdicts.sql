-- What did curate decide on each pair when it last saw it?
select *
from latest_verdicts
order by pair_id;
