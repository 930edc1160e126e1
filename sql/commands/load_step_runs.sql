-- Which step runs do these journal entries hold? Those of releases that did not count open pages had none.
insert into history.step_runs by name
with entries as (
    select *
    from read_parquet($files, union_by_name = true, filename = true, hive_partitioning = false)
    union all by name
    select null::bigint as open_pages
    where false
)

select
    * exclude (filename) replace (coalesce(open_pages, 0) as open_pages),
    parse_path(filename)[-2] as entry_id
from entries;
