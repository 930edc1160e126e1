-- Why is the pair $id of a document what it is? One row a sample that uses it.
select *
from why
where
    doc_id = $doc_id
    and pair_id = $id
order by
    sample_kind,
    sample_id,
    position;
