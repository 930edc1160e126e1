-- Which samples are made of nothing, or of a figure or pair that never was?
select
    samples.sample_id,
    sample_parts.figure_id,
    sample_parts.pair_id
from samples
left join sample_parts
    on samples.sample_id = sample_parts.sample_id
left join history.figures as figures
    on sample_parts.figure_id = figures.figure_id
left join history.candidates as candidates
    on sample_parts.pair_id = candidates.pair_id
where
    figures.figure_id is null
    or (sample_parts.pair_id is not null and candidates.pair_id is null);
