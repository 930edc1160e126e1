-- Which attempts does an entry of the journal hold, and which none?
create index if not exists calls_by_entry on calls (entry_id);
