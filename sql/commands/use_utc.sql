-- In which time zone are times shown?
set timezone = 'UTC';
