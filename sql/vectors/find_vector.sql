-- Which vector did a model give this picture or text?
select vector
from vectors
where model = $model and item = $item;
