-- What did each sample cost that a model was asked about? Calls without a known price count nothing.
create view sample_costs as
select
    sample_id,
    count(*) as calls,
    sum(tokens_in)::bigint as tokens_in,
    sum(tokens_out)::bigint as tokens_out,
    sum(estimate_usd)::decimal(18, 9) as estimate_usd,
    sum(cost_usd)::decimal(18, 9) as cost_usd
from sample_calls
group by sample_id;
