-- How many rows were ever journaled, table by table?
select
    'history.sources' as name,
    count(*) as n
from history.sources
union all
select
    'history.documents' as name,
    count(*) as n
from history.documents
union all
select
    'history.step_runs' as name,
    count(*) as n
from history.step_runs
union all
select
    'history.uses' as name,
    count(*) as n
from history.uses
union all
select
    'history.pages' as name,
    count(*) as n
from history.pages
union all
select
    'history.regions' as name,
    count(*) as n
from history.regions
union all
select
    'history.ruby' as name,
    count(*) as n
from history.ruby
union all
select
    'history.figures' as name,
    count(*) as n
from history.figures
union all
select
    'history.candidates' as name,
    count(*) as n
from history.candidates
union all
select
    'history.verdicts' as name,
    count(*) as n
from history.verdicts
union all
select
    'history.audits' as name,
    count(*) as n
from history.audits
union all
select
    'history.llm_calls' as name,
    count(*) as n
from history.llm_calls
union all
select
    'history.samples' as name,
    count(*) as n
from history.samples
union all
select
    'history.sample_parts' as name,
    count(*) as n
from history.sample_parts
union all
select
    'history.sample_checks' as name,
    count(*) as n
from history.sample_checks
union all
select
    'history.preferences' as name,
    count(*) as n
from history.preferences
union all
select
    'history.exports' as name,
    count(*) as n
from history.exports
union all
select
    'history.export_items' as name,
    count(*) as n
from history.export_items
union all
select
    'history.tombstones' as name,
    count(*) as n
from history.tombstones;
