"""Times that matter, measured as ratios to a floor of the same run, because machines differ and are busy."""
