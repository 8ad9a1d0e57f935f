"""What the officer's list shows; it stands in the address bar, so that it can be kept and sent."""

from dataclasses import dataclass, replace

from flask import g, request, url_for

from planner.services.lists import territories_of
from planner.services.review import QueueFilter
from planner.web.extensions import reading
from planner.web.language import t
from planner.web.menu import REVIEWERS
from planner.web.rulebook.book import CATEGORY_NAMES
from planner.workflow import State

Choices = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Filters:
    """The filter in force, and what the page offers besides it.

    :param tab: name of the ready-made filter; `links`: all of them, for the component tabs
    :param territory, category: what is chosen, "" for everything; with the choices (value, label)
    """

    wanted: QueueFilter
    tab: str
    links: list[tuple[str, str, None, bool]]
    territory: str
    territories: Choices
    category: str
    categories: Choices

    @property
    def plain(self) -> bool:
        """True for everything that waits."""
        return self.tab == "all" and not self.territory and not self.category


def filters() -> Filters:
    """What the address asks for; words it does not know count for nothing."""
    tabs = {
        "all": (t("待审", "To review"), QueueFilter()),
        "mine": (t("我在看", "Mine"), QueueFilter(mine=True)),
        "passed": (t("已通过，待批准", "Passed"), QueueFilter(state=State.IN_APPROVAL.value)),
        "returned": (t("已退回", "Returned"), QueueFilter(state=State.RETURNED.value)),
    }
    tab = request.args.get("show", "all")
    tab = tab if tab in tabs else "all"
    territories = [(str(row.id), row.name) for row in territories_of(reading(), g.actor, *REVIEWERS)]
    categories = [(code, t(name)) for code, name in CATEGORY_NAMES.items()]
    territory, category = _known("territory", territories), _known("category", categories)
    return Filters(
        wanted=replace(tabs[tab][1], territory=int(territory) if territory else None, category=category),
        tab=tab,
        links=[(_address(name, territory, category), label, None, name == tab) for name, (label, _) in tabs.items()],
        territory=territory,
        territories=territories,
        category=category,
        categories=categories,
    )


def _known(name: str, offered: Choices) -> str:
    wanted = request.args.get(name, "")
    return wanted if any(value == wanted for value, _ in offered) else ""


def _address(tab: str, territory: str, category: str) -> str:
    return url_for("today.show", show=None if tab == "all" else tab, territory=territory or None, category=category or None)
