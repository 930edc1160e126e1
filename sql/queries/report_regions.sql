-- Which regions lie on the pages $first to $last?
select
    page,
    x0,
    y0,
    x1,
    y1,
    kind,
    reading_order,
    source
from regions
where
    doc_id = $doc_id
    and outcome = 'kept'
    and page between $first and $last
order by
    page asc,
    reading_order asc nulls last,
    y0 asc,
    x0 asc,
    region_id asc;
