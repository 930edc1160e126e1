-- Which sample parts do these journal entries hold?
insert into history.sample_parts by name
select
    * exclude (filename),
    parse_path(filename)[-2] as entry_id
from read_parquet($files, union_by_name = true, filename = true, hive_partitioning = false);
