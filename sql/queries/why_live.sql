-- Which of the samples $sample_ids are in the dataset as it stands?
select sample_id
from current_samples
where list_contains($sample_ids, sample_id)
order by sample_id;
