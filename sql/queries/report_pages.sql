-- What is known of the pages $first to $last of a document?
select
    pages.page,
    pages.width,
    pages.height,
    pages.rotation,
    pages.direction,
    pages.text_source,
    pages.text_layer_score,
    pages.text_layer_reason,
    pages.ocr_confidence,
    pages.chars,
    pages.outcome,
    pages.rule,
    pages.reason,
    audits.cer as audit_cer,
    audits.cleval as audit_cleval
from pages
left join audits
    on
        pages.doc_id = audits.doc_id
        and pages.page = audits.page
where
    pages.doc_id = $doc_id
    and pages.page between $first and $last
order by pages.page;
