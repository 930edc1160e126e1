"""What flows between steps: frozen values, no Prefect, no I/O."""
