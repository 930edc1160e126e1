-- Which journal entries has the loader read?
create table history.loaded_entries (
    entry_id varchar not null primary key
);
