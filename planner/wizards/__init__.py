"""What a plan type asks: pure data and pure functions."""
