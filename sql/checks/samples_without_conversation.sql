-- Which samples are no list of messages?
select sample_id
from samples
where
    case
        when json_valid(messages) then json_type(messages) != 'ARRAY' or json_array_length(messages) = 0
        else true
    end;
