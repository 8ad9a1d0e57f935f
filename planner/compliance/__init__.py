"""Text and plan rules: text in, findings out."""
