-- Which texts might belong to which figure, and how likely is it? Every row ever journaled.
-- `similarity` is the cosine that an image–text model gives figure and text, null where none was asked or shown them.
create table history.candidates (
    entry_id varchar not null,
    step_run_id varchar not null,
    pair_id varchar not null,
    doc_id varchar not null,
    figure_id varchar not null,
    region_id varchar not null,
    role varchar not null,
    text varchar not null,
    p_match double not null,
    features map (varchar, double) not null,
    similarity double,
    more_region_ids varchar[],
    outcome varchar not null,
    rule varchar,
    reason varchar,
    score double,
    threshold double
);
