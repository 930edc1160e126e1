"""A server that speaks like an OpenAI-compatible one, says what it is told to say, and bills what it receives."""
