"""Identifiers that cannot be guessed, and names for rows."""

import secrets

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Base 32 without I, L, O and U, so that a code can be read aloud (Douglas Crockford's alphabet)."""


def verify_code() -> str:
    """A code of 20 characters in groups of four, 100 random bits, for the verify page."""
    letters = "".join(secrets.choice(CROCKFORD) for _ in range(20))
    return "-".join(letters[i : i + 4] for i in range(0, 20, 4))


def tidy_verify_code(typed: str) -> str:
    """What a person typed, as the code was issued: upper case, look-alikes mended, grouped."""
    letters = "".join(c for c in typed.upper().translate(str.maketrans("ILOU", "110V")) if c in CROCKFORD)
    return "-".join(letters[i : i + 4] for i in range(0, len(letters), 4))


def row_id() -> str:
    """A name for a row of a wizard that lasts as long as the row: 8 characters, a letter first."""
    return secrets.choice("abcdefghjkmnpqrstvwxyz") + "".join(secrets.choice("0123456789abcdefghjkmnpqrstvwxyz") for _ in range(7))


def token() -> str:
    """A secret for a session or a one-time form: 256 random bits, safe in a URL."""
    return secrets.token_urlsafe(32)
