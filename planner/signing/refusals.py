"""How signing says no."""

from planner.kernel.errors import Invalid
from planner.kernel.i18n import Text


def refusal(field: str, message: Text) -> Invalid:
    """One thing that cannot be taken, as the message of the whole as well: signing has no form with fields to mark."""
    return Invalid({field: message}, message)
