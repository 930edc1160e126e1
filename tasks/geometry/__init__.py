"""Boxes on a page and how they stand to each other."""
