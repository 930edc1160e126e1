"""Backends that say how well an image and a text go together."""
