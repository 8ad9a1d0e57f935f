"""One declaration per plan type; found by planner.wizards.registry."""
