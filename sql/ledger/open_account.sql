-- How is the account opened, where there is none yet?
insert into account (id, spent, reserved) values (1, 0, 0)
on conflict do nothing;
