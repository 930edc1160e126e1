-- How are the attempts of an entry that the journal lost made known again?
update calls
set entry_id = null
where entry_id = $entry_id;
