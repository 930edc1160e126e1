-- Which schema file was just applied?
insert into schema_migrations (name, sha256, applied_at)
values ($name, $sha256, now());
