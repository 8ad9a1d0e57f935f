"""A step as a page, and as the parts of a page that change while somebody writes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from flask import Response, current_app, g, make_response, request
from markupsafe import Markup

from planner.kernel.clock import local_date
from planner.kernel.i18n import Text
from planner.models import Product
from planner.services import library_offers, lists, threads
from planner.services.step_view import StepView
from planner.services.steps import StepState
from planner.web.extensions import house, reading
from planner.web.htmx import render
from planner.web.language import t
from planner.web.templating import address
from planner.web.wizard import answering, suggestions
from planner.web.wizard.aids import Aids
from planner.web.wizard.controls import ClusterView, ControlView, GroupView, Numbered, Part, RowView, Shown, control_id
from planner.web.wizard.layout import clusters, controls, groups, parts
from planner.web.wizard.margin import margin
from planner.web.wizard.pictures import step_picture, tool_drawings
from planner.web.wizard.posting import Done
from planner.web.wizard.wanted import Wanted
from planner.wizards.flow import SUBMIT
from planner.wizards.schema import Field, Group

SETTLED = ("harmless", "exception")
"""Decisions that leave one grey line of a card."""


@dataclass(frozen=True, slots=True)
class StepLink:
    """One entry of the list of steps."""

    title: Text
    href: str
    state: str
    reason: Text | None
    current: bool


def step_links(number: str, states: tuple[StepState, ...], current: str) -> tuple[StepLink, ...]:
    """The declared steps and the page that ends them."""
    first = address("wizard.step", number=number, slug=states[0].slug).removesuffix(states[0].slug)  # slugs need no quoting
    links = (StepLink(s.title, f"{first}{s.slug}", s.state, s.reason, s.slug == current) for s in states)
    ready = all(s.state in ("done", "review") for s in states)
    last = Text("核对与提交", "Check and submit")
    state = "in_progress" if current == SUBMIT or ready else "not_started"
    return (*links, StepLink(last, address("wizard.check", number=number), state, None, current == SUBMIT))


def show(done: Done, number: str) -> Response:
    """The whole page, with what could not be saved standing where it was typed."""
    shown, items = _draw(done)
    context = _context(done, number, shown)
    cards = _margin(context, done, number, shown)
    return render("wizard/step.html", None, done.status, margin=cards, **context, **_whole(done, number, items))


def fragments(done: Done, number: str) -> Response:
    """The parts that changed: never the control with the caret, unless its whole group was asked to change."""
    wanted = Wanted({*_named(done), *(f.path for f in done.view.findings)}, done.changed)
    shown, items = _draw(done, None if done.group else wanted)
    drawn = tuple(groups(items)) if done.group else ()
    top = [one for one in drawn if done.group == "*" or f"{done.group}.".startswith(f"{one.path}.")]
    touched = {one.path for one in top}
    fresh = [c for c in controls(items) if wanted.control(c.asked, c.path)]
    context = _context(done, number, shown)
    # drawn by itself: what the shell around a page needs is not worked out
    parts_ = current_app.jinja_env.get_template("wizard/_saved.html").render(
        context,
        margin=_margin(context, done, number, shown),
        anew=[item for item in items if not isinstance(item, ControlView) and any(one.path in touched for one in _top(item))],
        lively=[one for one in clusters(items) if any(_in(one, path) for path in done.changed)] if not top else [],
        fresh=[c for c in fresh if not any(c.path.startswith(f"{one.path}.") for one in top)],
        heads=[row for row in _rows(items) if any(c.path.startswith(f"{row.path}.") for c in fresh)],
    )
    response = make_response(parts_, done.status)
    response.headers["X-Step"] = done.view.step.slug
    response.headers["X-Revision"] = request.headers.get("X-Revision", "")[:12]
    return response


def _margin(context: dict[str, object], done: Done, number: str, shown: Shown) -> Markup:
    quiet = not (context["talks"] or done.view.decided or done.view.explanations)
    return margin(context, number, shown.numbered, quiet=quiet)


def _draw(done: Done, only: Wanted | None = None) -> tuple[Shown, tuple[Part, ...]]:
    session = reading()
    numbered = tuple(Numbered(n, f) for n, f in enumerate(done.view.findings, 1))
    pictures = tool_drawings(done.view.step, done.view.answers) if only is None else {}
    g.aids = Aids(done.view, done.changed)  # the templates of the tools are imported without a context
    library = library_offers.for_step(session, house(), done.view.plan, done.view.step)
    shown = Shown(_Names(), done.errors, done.clashes, done.typed, done.open, numbered, done.view.problems, pictures, library, only)
    return shown, parts(done.view, shown)


def _in(cluster: ClusterView, path: str) -> bool:
    return any(path.startswith(f"{group.path}.") for group in cluster.groups)


def _top(item: GroupView | ClusterView) -> tuple[GroupView, ...]:
    return item.groups if isinstance(item, ClusterView) else (item,)


class _Names:
    """What choices are called; a list is read when something drawn asks from it."""

    @cached_property
    def quarters(self) -> Mapping[str, str]:
        year = local_date(house().clock()).year
        return {f"{y}-Q{n}": "" for y in range(year - 3, year + 3) for n in range(1, 5)}

    @cached_property
    def territories(self) -> Mapping[str, str]:
        return {str(row.id): row.name for row in lists.territories_for(reading(), g.actor)}

    @cached_property
    def products(self) -> Mapping[str, str]:
        return {str(row.id): row.generic_name for row in self._registry}

    @cached_property
    def offered(self) -> Mapping[str, str]:
        return {str(row.id): row.generic_name for row in self._registry if row.retired_at is None}

    @cached_property
    def _registry(self) -> list[Product]:
        return lists.all_products(reading())


def _kinds(items: tuple[Field | Group, ...]) -> Iterator[str]:
    for item in items:
        if isinstance(item, Field):
            yield item.kind
        else:
            yield from _kinds(item.fields)


def _named(done: Done) -> set[str]:
    """Paths of what was just typed, and of what had findings on the page."""
    named = {*done.changed, *done.errors, *done.clashes, *request.form.getlist("marked")}
    return named | {key.removeprefix("base:") for key in request.form if key.startswith("base:") and len(request.form) < 20}


def _rows(items: tuple[Part, ...]) -> list[RowView]:
    return [row for group in groups(items) for row in group.rows]


def _summary(done: Done, items: tuple[Part, ...]) -> list[tuple[str, str]]:
    ids = {c.path: (c.id, c.asked.label) for c in controls(items)}
    lines = []
    for path, message in done.errors.items():
        where, label = ids.get(path, ("main", None))
        words = t(message) if label is None else t("{label}：{message}", "{label}: {message}", label=t(label), message=t(message))
        typed = done.typed.get(path)
        lines.append((where, f"{words}“{typed}”" if label is None and isinstance(typed, str) else words))
    lines += [
        (f"{ids[path][0]}-conflict", t("{label}：另一处也改了", "{label}: changed elsewhere too", label=t(ids[path][1])))
        for path in done.clashes
    ]
    return lines


def _context(done: Done, number: str, shown: Shown) -> dict[str, object]:
    """What the parts that change need, on a page and by themselves."""
    view = done.view
    talks = answering.talks_of(reading(), view)
    return {
        "view": view,
        "talks": {talk.about: talk for talk in talks},
        "carded": {f.fingerprint for f in view.findings if (d := view.decided.get(f.fingerprint)) is None or d.outcome not in SETTLED},
        "people": [one.name for one in threads.people(reading(), view.plan) if one.id != g.actor.person_id] if talks else [],
        "done": done,
        "plan": view.plan,
        "number": number,
        "numbered": shown.numbered,
        "links": step_links(number, view.steps, view.step.slug),
        "suggestions": suggestions,
        "id_of": control_id,
    }


def _whole(done: Done, number: str, items: tuple[Part, ...]) -> dict[str, object]:
    """What only a whole page shows."""
    view = done.view
    return {
        "items": items,
        "summary": _summary(done, items),
        "next_title": _title_of(view, view.next),
        "picture": step_picture(view.step, view.answers),
        "institutions": lists.institutions(reading()) if "institution" in _kinds(view.step.items) else [],
        "here_url": address("wizard.step", number=number, slug=view.step.slug),
    }


def _title_of(view: StepView, slug: str) -> Text:
    return next((s.title for s in view.steps if s.slug == slug), Text("核对与提交", "Check and submit"))
