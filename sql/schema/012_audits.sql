-- How well does OCR agree with a page's sound text layer? Every row ever journaled.
create table history.audits (
    entry_id varchar not null,
    step_run_id varchar not null,
    doc_id varchar not null,
    page bigint not null,
    cer double,
    cleval double
);
