"""What is raised when the environment makes no sense."""

from planner.kernel.errors import PlannerError


class BadSetting(PlannerError):
    """The environment does not say clearly how to run; nothing was started."""
