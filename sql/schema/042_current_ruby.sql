-- Which furigana stand where?
create view ruby as
select
    ruby.doc_id,
    ruby.step_run_id,
    ruby.region_id,
    ruby.base,
    ruby.reading,
    ruby.x0,
    ruby.y0,
    ruby.x1,
    ruby.y1
from history.ruby as ruby
inner join current_runs
    on ruby.step_run_id = current_runs.step_run_id;
