"""Numbers and days that stand in the address; what is none of the kind counts as not asked."""

from datetime import date

from flask import request


def number_asked(name: str) -> int | None:
    """A whole number of at most nine digits, None for anything else."""
    said = request.args.get(name, "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 10 else None


def day_asked(name: str) -> date | None:
    """A day as a date box sends it, None for anything else and for years nobody works in."""
    try:
        found = date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
    return found if 2000 <= found.year <= 2200 else None
