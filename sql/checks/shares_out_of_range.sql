-- Which probabilities, scores and shares are not between 0 and 1, and which cosines not between -1 and 1?
select
    'p_match' as what,
    pair_id as id,
    p_match as value
from candidates
where p_match not between 0 and 1
union all
select
    'similarity' as what,
    pair_id as id,
    similarity as value
from candidates
where similarity not between -1 and 1
union all
select
    'text_layer_score' as what,
    concat(doc_id, ':', page) as id,
    text_layer_score as value
from pages
where text_layer_score not between 0 and 1
union all
select
    'ocr_confidence' as what,
    concat(doc_id, ':', page) as id,
    ocr_confidence as value
from pages
where ocr_confidence not between 0 and 1
union all
select
    'japanese_share' as what,
    doc_id as id,
    japanese_share as value
from document_metrics
where japanese_share not between 0 and 1
union all
select
    'vertical_share' as what,
    doc_id as id,
    vertical_share as value
from document_metrics
where vertical_share not between 0 and 1;
