"""How a model is asked: at a price that is reserved first, never twice for one answer, within limits."""
