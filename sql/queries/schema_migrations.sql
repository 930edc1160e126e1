-- Which schema files has this catalog been through?
select
    name,
    sha256
from schema_migrations
order by name;
