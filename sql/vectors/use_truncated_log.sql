-- How is a transaction made safe? By a log that is emptied at its end: it needs no memory shared between processes.
pragma journal_mode = truncate;
