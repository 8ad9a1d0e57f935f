"""What the officer's list shows; it stands in the address bar, so that it can be kept and sent."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qsl, urlencode

from flask import g, request, url_for

from planner.services import lists, officers
from planner.services.queue import SORTS, QueueFilter
from planner.web.extensions import house, reading
from planner.web.language import t
from planner.web.menu import REVIEWERS
from planner.web.rulebook.book import CATEGORY_NAMES
from planner.workflow import State

Choices = list[tuple[str, str]]

STATES = {"all": State.IN_REVIEW, "mine": State.IN_REVIEW, "passed": State.IN_APPROVAL, "returned": State.RETURNED}


@dataclass(frozen=True, slots=True)
class Select:
    """One list of the filter.

    :param name: in the address; `chosen`: "" for everything; `choices`: (value, label)
    """

    name: str
    label: str
    everything: str
    chosen: str
    choices: Choices


@dataclass(frozen=True, slots=True)
class Filters:
    """The filter in force, and what the page offers besides it.

    :param given: what the address says and we know, name → value
    :param officers: every officer, to hand reviews to
    """

    given: Mapping[str, str]
    selects: tuple[Select, ...]
    officers: list[officers.Officer]

    @property
    def wanted(self) -> QueueFilter:
        """For the service."""
        of = self.given
        officer = of.get("officer", "")
        return QueueFilter(
            mine=self.tab == "mine",
            category=of.get("category", ""),
            territory=_number(of.get("territory", "")),
            product=_number(of.get("product", "")),
            plan_type=of.get("kind", ""),
            assignee=0 if officer == "none" else _number(officer),
            late="late" in of,
            state=STATES[self.tab].value,
            sort=of.get("sort", "risk"),
        )

    @property
    def tab(self) -> str:
        """Name of the ready-made filter."""
        return self.given.get("show", "all")

    @property
    def plain(self) -> bool:
        """True for everything that waits."""
        return not self.narrowed and self.tab == "all"

    @property
    def narrowed(self) -> bool:
        """True when something is chosen besides the tab and the order."""
        return bool(set(self.given) - {"show", "sort"})

    @property
    def query(self) -> str:
        """The filter as the address says it, always in the same order; "" for the plain one."""
        return urlencode(sorted(self.given.items()))

    def address(self, **changed: str | None) -> str:
        """The same list with something changed; None leaves it out, and paging starts anew."""
        kept = {name: value for name, value in {**self.given, **changed}.items() if value}
        return url_for("today.show", **kept)  # type: ignore[arg-type]  # names are ours, none is an option of url_for

    def reviewers(self, path: str, author_id: int) -> tuple[tuple[str, str], ...]:
        """Officers to whom a plan of a territory can be given."""
        return tuple((str(one.id), one.name) for one in self.officers if one.id != author_id and one.covers(path, *REVIEWERS))


def filters() -> Filters:
    """What the address asks for; words it does not know count for nothing."""
    return of_query(request.args)


def canonical(query: str) -> str:
    """A query string from a form, with only what a filter knows."""
    return of_query(dict(parse_qsl(query[:2000]))).query


def of_query(asked: Mapping[str, str]) -> Filters:
    """The filter that a query asks for."""
    everybody = officers.all_officers(reading())
    lists_ = _selects(asked, everybody)
    given = {one.name: one.chosen for one in lists_ if one.chosen}
    given |= {name: value for name, known in (("show", STATES), ("sort", SORTS)) if (value := asked.get(name, "")) in list(known)[1:]}
    if asked.get("late") == "1":
        given["late"] = "1"
    return Filters(given, lists_, everybody)


def _selects(asked: Mapping[str, str], everybody: list[officers.Officer]) -> tuple[Select, ...]:
    here = lists.territories_of(reading(), g.actor, *REVIEWERS)
    paths = [row.path for row in here]
    near = [one for one in everybody if any(one.covers(path, *REVIEWERS) for path in paths)]
    offered: tuple[tuple[str, str, str, Choices], ...] = (
        ("territory", t("片区", "Territory"), t("全部片区", "All territories"), [(str(row.id), row.name) for row in here]),
        ("product", t("产品", "Product"), t("全部产品", "All products"), _products()),
        ("kind", t("计划类型", "Kind of plan"), t("全部类型", "All kinds"), [(k.slug, t(k.title)) for k in house().plan_types.values()]),
        ("category", t("提示的类别", "Kind of remark"), t("全部类别", "All kinds"), [(c, t(n)) for c, n in CATEGORY_NAMES.items()]),
        ("officer", t("由谁看", "Reviewer"), t("所有人", "Everybody"), [("none", t("还没分配", "Nobody yet")), *_named(near)]),
    )
    return tuple(
        Select(name, label, everything, _known(asked.get(name, ""), choices), choices) for name, label, everything, choices in offered
    )


def _products() -> Choices:
    return [(str(row.id), row.generic_name) for row in lists.all_products(reading())]


def _named(found: list[officers.Officer]) -> Choices:
    return [(str(one.id), one.name) for one in found]


def _known(wanted: str, offered: Choices) -> str:
    return wanted if any(value == wanted for value, _ in offered) else ""


def _number(value: str) -> int | None:
    return int(value) if value.isdecimal() else None


def tabs(chosen: Filters, count: Callable[[str], str | None]) -> list[tuple[str, str, str | None, bool]]:
    """The ready-made filters for the component tabs; what else is chosen stays chosen.

    :param count: figure of a tab in words, None for none
    """
    words = {
        "all": t("待审", "To review"),
        "mine": t("分给我的", "Mine"),
        "passed": t("已通过，待批准", "Passed"),
        "returned": t("已退回", "Returned"),
    }
    return [(chosen.address(show=None if tab == "all" else tab), label, count(tab), tab == chosen.tab) for tab, label in words.items()]
