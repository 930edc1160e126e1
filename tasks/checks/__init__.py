"""What a sample must pass before it is kept: one rule a file, each a pure function."""

from tasks.checks.duplicates import near_duplicates
from tasks.checks.examined import Examined
from tasks.checks.rules import examine, screen

__all__ = ["Examined", "examine", "near_duplicates", "screen"]
