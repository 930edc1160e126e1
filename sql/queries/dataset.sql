-- Which samples are published, and which images do they show, in order?
with shown_figures as (
    select
        sample_parts.sample_id,
        sample_parts.figure_id,
        min(sample_parts.position) as position
    from sample_parts
    group by
        sample_parts.sample_id,
        sample_parts.figure_id
),

shown_images as (
    select
        shown_figures.sample_id,
        list(figures.image_sha256 order by shown_figures.position, figures.figure_id) as image_sha256s,
        list(figures.figure_id order by shown_figures.position, figures.figure_id) as figure_ids,
        list_sort(list_distinct(list(figures.doc_id))) as doc_ids
    from shown_figures
    inner join figures
        on shown_figures.figure_id = figures.figure_id
    group by shown_figures.sample_id
)

select
    current_samples.sample_id,
    current_samples.kind,
    current_samples.mode,
    current_samples.messages,
    current_samples.generator,
    current_samples.model,
    current_samples.prompt_hash,
    shown_images.image_sha256s,
    shown_images.figure_ids,
    shown_images.doc_ids
from current_samples
inner join shown_images
    on current_samples.sample_id = shown_images.sample_id
order by current_samples.sample_id;
