"""Demo data, made through the services."""
