-- Which attempts have no answer yet? There are never many, and every run asks.
create index if not exists open_calls on calls (process)
where outcome = 'open';
