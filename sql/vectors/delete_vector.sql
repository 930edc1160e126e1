-- How is a vector forgotten whose bytes are not what was written?
delete from vectors
where model = $model and item = $item;
