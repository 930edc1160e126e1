-- How much was spent in the workspace, and how much is held back for attempts that are under way?
create table if not exists account (
    id integer primary key check (id = 1),
    spent integer not null,
    reserved integer not null
) strict;
