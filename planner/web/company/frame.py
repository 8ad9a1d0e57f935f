"""The frame of the company's pages: tabs, forms with their errors, lines of a history."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask import Response, g, request, url_for
from sqlalchemy import select

from planner.kernel.i18n import Text
from planner.models import Person, Product, Territory
from planner.services import company, holds
from planner.services.administration import differences, history
from planner.web.company.words import ACTS, NAMES, entry_words, labelled
from planner.web.extensions import reading
from planner.web.htmx import render
from planner.web.language import t
from planner.workflow import Role

MOST_TYPED = 4000


@dataclass(frozen=True, slots=True)
class Tab:
    """One page of this area."""

    endpoint: str
    name: Text
    roles: tuple[Role, ...]


TABS = (
    Tab("company.people", Text("人员", "People"), (Role.ADMINISTRATOR,)),
    Tab("company.territories", Text("片区", "Territories"), (Role.ADMINISTRATOR,)),
    Tab("company.products", Text("产品", "Products"), company.READERS),
    Tab("company.certificates", Text("证书", "Certificates"), (Role.ADMINISTRATOR,)),
    Tab("company.policy", Text("公司政策", "Policy"), company.READERS),
    Tab("company.retention", Text("保存和保全", "Retention"), holds.KEEPERS),
    Tab("company.work", Text("后台工作", "Work"), (Role.ADMINISTRATOR,)),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One change of an entry, in words."""

    act: str
    by: str
    second: str
    at: Any
    parts: tuple[tuple[str, str, str], ...]


def page(template: str, current: str, status: int = 200, errors: Mapping[str, Text] | None = None, **context: object) -> Response:
    """A page of the area.

    :param current: endpoint of the tab it belongs to
    :param errors: by id of the control
    """
    tabs = [(url_for(tab.endpoint), t(tab.name), None, tab.endpoint == current) for tab in TABS if g.actor.has(*tab.roles)]
    found = dict(errors or {})
    summary = [(name, labelled(name, t(message))) for name, message in found.items()]
    status = 422 if found else status
    return render(template, None, status, tabs=tabs, errors=found, summary=summary, writes=g.actor.has(Role.ADMINISTRATOR), **context)


def typed(name: str) -> str:
    """What a field of the form says; over-long entries are cut well above what any takes, so that its own limit speaks."""
    return request.form.get(name, "")[:MOST_TYPED]


def version() -> int:
    """The version of the entry that the form showed."""
    return request.form.get("version", 0, type=int)


def changes(row: Person | Territory | Product) -> list[Line]:
    """The history of an entry in words, newest first."""
    places = place_names()
    return [
        Line(
            t(ACTS.get(change.act, NAMES["name"])),
            change.by,
            change.second,
            change.at,
            tuple(
                (t(NAMES[name]), entry_words(name, before, places), entry_words(name, after, places))
                for name, before, after in differences(change)
            ),
        )
        for change in history(reading(), row)
    ]


def place_names() -> dict[int, str]:
    """Every territory's name, retired ones too."""
    return {row.id: row.name for row in reading().execute(select(Territory.id, Territory.name))}


def place_options() -> list[tuple[str, str]]:
    """The territories in use for a select, deeper ones set in."""
    rows = company.places_in_use(reading(), g.actor)
    return [(str(row.id), "　" * max(0, row.path.count("/") - 2) + row.name) for row in rows]
