"""The console script planner, one command a file."""
