-- How much does the workspace hold, and which dataset was published last?
with document_counts as (
    select
        count(*) as documents,
        count(*) filter (where status = 'done') as documents_done
    from documents
),

page_counts as (
    select count(*) as pages
    from pages
    where outcome = 'kept'
),

figure_counts as (
    select count(*) as figures
    from figures
    where outcome = 'kept'
),

pair_counts as (
    select
        count(*) as pairs,
        count(*) filter (where accepted) as accepted,
        count(distinct figure_id) filter (where role = 'caption') as captioned
    from pairs
),

sample_counts as (
    select count(*) as samples
    from current_samples
),

last_exports as (
    select arg_max(digest, "at") as digest
    from exports
)

select
    document_counts.documents,
    document_counts.documents_done,
    page_counts.pages,
    figure_counts.figures,
    pair_counts.captioned,
    pair_counts.pairs,
    pair_counts.accepted,
    sample_counts.samples,
    last_exports.digest
from document_counts
cross join page_counts
cross join figure_counts
cross join pair_counts
cross join sample_counts
cross join last_exports;
