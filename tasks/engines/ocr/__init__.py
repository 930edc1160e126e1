"""Backends that read a page image."""
