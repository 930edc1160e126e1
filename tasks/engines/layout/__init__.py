"""Backends that find regions on a page image."""
