-- Which checks passed, and on which rows?
select
    name,
    state
from history.passed_checks;
