-- Which samples make up the dataset?
create view current_samples as
select *
from live_samples
where outcome = 'kept';
