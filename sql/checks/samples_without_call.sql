-- Which samples of the dataset did a model write that was never asked for one of their kind and mode?
-- Not sample by sample: requests that are equal share one answer, which is journaled for the first of their samples.
select
    current_samples.sample_id,
    current_samples.kind,
    current_samples.mode,
    current_samples.model
from current_samples
anti join llm_calls
    on
        current_samples.model = llm_calls.model
        and current_samples.kind = llm_calls.kind
        and current_samples.mode = llm_calls.mode
        and llm_calls.purpose = 'compose'
        and llm_calls.outcome = 'stored'
where current_samples.model is not null;
