"""The few words every layer shares."""
