-- Which documents may no longer be used?
select doc_id
from forgotten_documents
order by doc_id;
