"""What is measured in images."""
