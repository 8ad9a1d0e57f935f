"""What can go wrong, in words fit for users. Only planner/web/errors.py knows status codes."""

from collections.abc import Mapping

from planner.kernel.i18n import Text


class PlannerError(Exception):
    """Base of every error that a user may read.

    :param message: what happened and what to do next, in both languages
    """

    def __init__(self, message: Text) -> None:
        super().__init__(message.en)
        self.message = message


class NotFound(PlannerError):
    """No such thing, or not this person's to see; both look the same from outside."""

    def __init__(
        self, message: Text = Text("没有这个页面，或者它不对你开放。", "This page does not exist, or it is not open to you.")
    ) -> None:
        super().__init__(message)


class NotAllowed(PlannerError):
    """The person may see the thing but not do this with it."""


class WrongState(PlannerError):
    """The action does not fit the present state of the plan.

    :param state: the state found (a value of `planner.workflow.State`)
    """

    def __init__(self, message: Text, state: str) -> None:
        super().__init__(message)
        self.state = state


class Stale(PlannerError):
    """Somebody changed the thing in the meantime; nothing was written."""


class Invalid(PlannerError):
    """Input that cannot be taken.

    :param errors: field path → message, in the order of the form; nothing was written
    """

    def __init__(self, errors: Mapping[str, Text], message: Text = Text("有几处还不能保存。", "Some entries cannot be saved yet.")) -> None:
        super().__init__(message)
        self.errors = dict(errors)


class Locked(PlannerError):
    """Too many attempts; try again later."""


class Unavailable(PlannerError):
    """A part the action needs does not work right now; nothing was written."""
