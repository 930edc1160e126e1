"""How the steps are wired: one file is one flow."""
