"""Backends that write a training sample from a figure and its texts."""
