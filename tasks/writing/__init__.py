"""What a model is asked to write, sample by sample, and what came of it."""
