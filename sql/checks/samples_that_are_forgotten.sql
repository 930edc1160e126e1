-- Which samples of the dataset show a document that has a tombstone?
select
    current_samples.sample_id,
    figures.doc_id
from current_samples
inner join sample_parts
    on current_samples.sample_id = sample_parts.sample_id
inner join history.figures as figures
    on sample_parts.figure_id = figures.figure_id
semi join history.tombstones as tombstones
    on figures.doc_id = tombstones.doc_id;
