"""The living rulebook: company rules, exclusions, stricter weights, and what they would do to stored plans."""
