"""What a request to a model costs, before and after it is sent."""
