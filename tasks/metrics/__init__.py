"""What `etoki bench` measures; folders of gold are arguments."""
