-- Why is the sample $id what it is? One row a part that is of this document.
select *
from why
where
    doc_id = $doc_id
    and sample_id = $id
order by
    position,
    pair_id;
