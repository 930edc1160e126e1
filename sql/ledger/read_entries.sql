-- Which entries of the journal hold attempts?
select distinct entry_id
from calls
where entry_id is not null;
