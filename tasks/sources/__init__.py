"""Where PDFs come from: files, folders, lists of paths."""
