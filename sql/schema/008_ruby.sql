-- Which furigana stand where? Every row ever journaled.
create table history.ruby (
    entry_id varchar not null,
    step_run_id varchar not null,
    doc_id varchar not null,
    region_id varchar not null,
    base varchar not null,
    reading varchar not null,
    x0 double not null,
    y0 double not null,
    x1 double not null,
    y1 double not null
);
