-- What did each step make of a page? Every row ever journaled.
create table history.pages (
    entry_id varchar not null,
    step_run_id varchar not null,
    doc_id varchar not null,
    page bigint not null,
    width double not null,
    height double not null,
    rotation bigint not null,
    direction varchar,
    text_source varchar,
    text_layer_score double,
    text_layer_reason varchar,
    ocr_confidence double,
    chars bigint,
    lines_sha256 varchar,
    layout varchar,
    outcome varchar not null,
    rule varchar,
    reason varchar,
    score double,
    threshold double
);
