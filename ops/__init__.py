"""What the Makefile calls; nothing here runs in production."""
