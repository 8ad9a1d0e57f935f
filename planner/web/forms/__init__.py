"""WTForms built from a plan type's declaration."""
