-- Does DuckDB draw a bar of its own while a statement takes long? No.
set enable_progress_bar = false;
