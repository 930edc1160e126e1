-- Which checks passed, and on which rows? History only grows, so that its numbers of rows tell its states apart.
create table history.passed_checks (
    name varchar not null primary key,
    state varchar not null
);
