"""Who can sign in to the demo, for its sign-in page; nothing of this exists in production."""

from functools import cache

from planner.kernel.i18n import Text
from planner.seeds.company import PASSWORD, PIN, read_yaml
from planner.web.extensions import house
from planner.workflow import ROLE_NAMES, Role


def for_template() -> dict[str, object]:
    """Names, logins and the one password of the demo; nothing outside of it."""
    return {"demo_people": _people(), "demo_password": PASSWORD, "demo_pin": PIN} if house().demo else {}


@cache
def _people() -> list[tuple[str, str, Text]]:
    return [(row["email"], row["name"], ROLE_NAMES[Role(row["roles"][0][0])]) for row in read_yaml("company.yml")["people"]]
