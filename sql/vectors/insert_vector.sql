-- How is a vector kept, unless one is known already?
insert into vectors (model, item, vector)
values ($model, $item, $vector)
on conflict (model, item) do nothing;
