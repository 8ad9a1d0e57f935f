"""What the officer's list shows; it stands in the address bar, so that it can be kept and sent."""

from dataclasses import dataclass

from flask import request, url_for

from planner.services.review import QueueFilter
from planner.web.language import t
from planner.workflow import State


@dataclass(frozen=True, slots=True)
class Tab:
    """One ready-made filter."""

    name: str
    label: str
    filters: QueueFilter


def tabs() -> list[Tab]:
    """The filters people keep coming back to."""
    return [
        Tab("all", t("待审", "To review"), QueueFilter()),
        Tab("mine", t("我在看", "Mine"), QueueFilter(mine=True)),
        Tab("passed", t("已通过，待批准", "Passed"), QueueFilter(state=State.IN_APPROVAL.value)),
        Tab("returned", t("已退回", "Returned"), QueueFilter(state=State.RETURNED.value)),
    ]


def chosen(found: list[Tab]) -> Tab:
    """The tab that the address names; the first for any other word."""
    wanted = request.args.get("show", "all")
    return next((tab for tab in found if tab.name == wanted), found[0])


def links(found: list[Tab], current: Tab) -> list[tuple[str, str, None, bool]]:
    """For the component tabs."""
    return [
        (url_for("today.show") if tab.name == "all" else url_for("today.show", show=tab.name), tab.label, None, tab is current)
        for tab in found
    ]
