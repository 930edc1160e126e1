-- What of a document was turned away on the pages $first to $last? What lies on no page comes first, on any span.
select *
from why_not
where
    doc_id = $doc_id
    and (page is null or page between $first and $last)
order by
    page asc nulls first,
    list_position(['source', 'document', 'page', 'region', 'figure', 'candidate', 'pair', 'sample'], what) asc,
    y0 asc,
    x0 asc,
    figure_id asc,
    p_match desc,
    id asc,
    step asc;
