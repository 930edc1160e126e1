"""Backends that read and divide a page in one pass."""
