-- Which pairs may curate accept?
select
    pairs.pair_id,
    pairs.figure_id,
    pairs.doc_id,
    pairs.region_id,
    pairs.role,
    pairs.text,
    pairs.p_match,
    pairs.image_sha256,
    figures.phash,
    figures.text_inside
from pairs
inner join figures
    on pairs.figure_id = figures.figure_id
anti join forgotten_documents
    on pairs.doc_id = forgotten_documents.doc_id
order by pairs.pair_id;
