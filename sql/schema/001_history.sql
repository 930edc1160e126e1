-- Where is every row that was ever journaled, current or not?
create schema history;
