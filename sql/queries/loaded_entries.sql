-- Which journal entries has the loader read?
select entry_id
from history.loaded_entries;
