-- Why is each pair of a document what it is? One row a pair and a sample that uses it.
-- Without the calls of models and what samples were before they were revised: of these only one sample is told.
select * exclude (calls, revisions)
from why
where
    doc_id = $doc_id
    and outcome = 'kept'
order by
    page,
    y0,
    x0,
    figure_id,
    role,
    pair_id,
    sample_kind,
    sample_id,
    position;
