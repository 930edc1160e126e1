"""What Japanese text is made of: code points, cues, numbers."""
