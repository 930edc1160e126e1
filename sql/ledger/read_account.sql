-- How much is spent, and how much held back?
select
    spent,
    reserved
from account;
