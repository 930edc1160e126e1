"""The HTML report of a workspace: files that open by double click and ask the network for nothing."""
