-- Which check just passed, and on which rows?
insert or replace into history.passed_checks (name, state)
values ($name, $state);
