"""The verbs: take a session and an actor, flush, never commit."""
