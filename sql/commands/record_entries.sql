-- Which journal entries were just read?
insert into history.loaded_entries (entry_id)
select unnest($entry_ids::varchar[]) as entry_id;
