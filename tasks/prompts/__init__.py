"""What a model is asked in Japanese, and how its answers are read: texts are files, nothing here asks anybody."""
