-- Which live samples did a model write, and on which first requests?
select
    sample_id,
    call_key
from live_samples
where model is not null;
