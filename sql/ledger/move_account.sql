-- How does the account change by $spent and $reserved?
update account
set
    spent = spent + $spent,
    reserved = reserved + $reserved;
