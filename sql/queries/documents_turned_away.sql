-- Which documents failed or were turned away for $reason, wholly or a page of them?
select distinct doc_id
from rejections
where
    what in ('document', 'page')
    and reason = $reason
order by doc_id;
