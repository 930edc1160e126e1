-- Which step comes after which? Null for a word that is no step.
create macro step_rank(step) as
list_position(['register', 'probe', 'read', 'segment', 'crop', 'transcribe', 'pair', 'audit'], step);
