"""How a published dataset lies in a folder: one file a format."""
