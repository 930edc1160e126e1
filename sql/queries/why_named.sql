-- Which pairs and samples begin with $text, also those of earlier runs, what do they say, and of which documents?
with pairs_found as (
    select
        'pair' as what,
        pair_id as id,
        array_agg(distinct doc_id order by doc_id) as doc_ids,
        arg_max(text, entry_id) as says
    from history.candidates
    where starts_with(pair_id, lower($text))
    group by pair_id
),

samples_found as (
    select
        'sample' as what,
        sample_parts.sample_id as id,
        array_agg(distinct figures.doc_id order by figures.doc_id) as doc_ids,
        arg_max(samples.kind, samples.entry_id) as says
    from history.sample_parts as sample_parts
    inner join history.samples as samples
        on sample_parts.sample_id = samples.sample_id
    inner join history.figures as figures
        on sample_parts.figure_id = figures.figure_id
    where starts_with(sample_parts.sample_id, lower($text))
    group by sample_parts.sample_id
)

select
    what,
    id,
    doc_ids,
    says
from pairs_found
union all by name
select
    what,
    id,
    doc_ids,
    says
from samples_found
order by
    what,
    id;
