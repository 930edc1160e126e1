-- Which schema files has this catalog been through?
create table if not exists schema_migrations (
    name varchar not null primary key,
    sha256 varchar not null,
    applied_at timestamptz not null
);
