"""What the tools of a step say beside what is typed; its templates ask for it by path, so that only what is shown is worked out."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from markupsafe import Markup

from planner.compliance.document import Row
from planner.compliance.findings import Finding
from planner.documents import figures
from planner.documents.wording import month_words
from planner.models import Conversion
from planner.services.aids import contacts
from planner.services.aids import spending as money
from planner.services.aids.offers import OFFERS, Offer
from planner.services.aids.smart import Letter, smart
from planner.services.converting import CATEGORIES, CHOICES, conversions, convertible
from planner.services.policy import policy_in_force
from planner.services.step_view import StepView
from planner.services.workdays import working_days
from planner.web.extensions import reading
from planner.web.language import language, t
from planner.web.wizard.controls import ClusterView, control_id
from planner.wizards.answers import group_at
from planner.wizards.schema import Field, Group

WIDE, NARROW = 600, 330
"""Widths in pixels of the pictures on a desk and on a phone."""

DRAWN = frozenset({"name", "task", "from_date", "to_date", "owner", "heads", "consent"})
"""Fields that a bar shows."""

Picture = tuple[Markup, Markup]


class Aids:
    """One step's aids; everything is named by the path of a row or group."""

    def __init__(self, view: StepView, changed: tuple[str, ...] = ()) -> None:
        self._view = view
        self._changed = changed
        self._rows = {row.path: row for row in view.document.rows}

    def changed(self, path: str, *names: str) -> bool:
        """True when a field at or inside this path was just saved.

        :param names: only these fields count; none named, all do
        """
        return any(f"{one}.".startswith(f"{path}.") and (not names or one.rpartition(".")[2] in names) for one in self._changed)

    def letters(self, path: str) -> tuple[Letter, ...]:
        """The five letters of a goal."""
        refused = any(f.category in CATEGORIES and f.path.startswith(f"{path}.") for f in self._view.findings)
        return smart(self._row(path), self._view.document, refused=refused)

    def convertible(self, finding: Finding) -> bool:
        """True when the finding can be turned into an allowed goal."""
        return convertible(finding, self._view.step)

    def offers(self, path: str) -> tuple[tuple[str, tuple[Offer, ...]], ...]:
        """Allowed measures by kind, those of the kind the goal names first."""
        chosen = self._row(path).values.get("measure")
        asked = next(f for f in group_at(self._view.step, path.rpartition(".")[0]).fields if isinstance(f, Field) and f.name == "measure")
        named = [(t(c.label), OFFERS[c.value], c.value) for c in asked.choices if c.value in OFFERS]
        return tuple((label, offers) for label, offers, value in sorted(named, key=lambda one: one[2] != chosen))

    def load(self, path: str) -> contacts.Load:
        """What a segment asks for in a month."""
        return contacts.load_of(self._row(path), self._view.document)

    @cached_property
    def calendar(self) -> contacts.Calendar | None:
        """Planned against feasible contacts by month."""
        return contacts.calendar(self._view.document, working_days(policy_in_force(reading())))

    @cached_property
    def spending(self) -> money.Spending:
        """Sums, shares and caps of the budget."""
        return money.spending(self._view.document)

    def caps(self, path: str) -> tuple[money.Cap, ...]:
        """What the policy says to a line of the budget."""
        return money.line_caps(self._row(path), self._view.document)

    def policy(self, name: str) -> object:
        """A threshold of the company policy."""
        return self._view.document.policy.get(name)

    def month(self, month: contacts.Month) -> str:
        """2027年3月; March 2027."""
        return month_words(f"{month.year}-{month.month:02d}", language())

    def months(self, months: tuple[contacts.Month, ...]) -> str:
        """Several months in words, the first three named."""
        named = t("、", ", ").join(self.month(one) for one in months[:3])
        rest = len(months) - 3
        return named if rest <= 0 else named + t("等 {n} 个月", " and {n} more", n=len(months) if language() == "zh" else rest)

    def converted(self, path: str) -> list[Conversion]:
        """What was replaced in the rows of a group, the newest last."""
        return [one for place, kept in self._kept.items() if f"{place}.".startswith(f"{path}.") for one in kept]

    def choice_words(self, one: Conversion) -> str:
        """What became of a passage."""
        return t(CHOICES[one.choice])

    @cached_property
    def _kept(self) -> dict[str, list[Conversion]]:
        return conversions(reading(), self._view.plan.revision)

    @cached_property
    def moved(self) -> frozenset[str]:
        """Paths of the groups in which something the bars show was just saved."""
        return frozenset(path.rsplit(".", 2)[0] for path in self._changed if path.rpartition(".")[2] in DRAWN)

    def kind_name(self, path: str, kind: str) -> str:
        """A kind of expense in words."""
        asked = next((f for f in group_at(self._view.step, path).fields if isinstance(f, Field) and f.name == "kind"), None)
        return next((t(c.label) for c in asked.choices if c.value == kind), "") if asked else ""

    def gantt(self, cluster: ClusterView) -> Picture | None:
        """The bars of a cluster of dated groups, each leading to its row; None while nothing has a day."""
        bars = [bar for group in cluster.groups for bar in self._bars(group.path, group.group)]
        if not bars:
            return None
        phase = self._view.step.phase
        span = self._view.windows.get(phase) if phase else self._view.document.period
        wide, narrow = (Markup(figures.gantt(bars, span, language(), width)) for width in (WIDE, NARROW))  # noqa: S704  escaped by the canvas
        return wide, narrow

    def _bars(self, path: str, group: Group) -> list[figures.Activity]:
        return figures.activities_of(self._stored(path), group, language(), control_id(path))

    def _stored(self, path: str) -> list[Mapping[str, Any]]:
        """The stored rows of a group, nested ones too."""
        place: Any = self._view.answers
        parts = path.split(".")[1:]
        while len(parts) > 1:
            place = next((row for row in place.get(parts[0]) or () if row["id"] == parts[1]), {})
            parts = parts[2:]
        return list(place.get(parts[0]) or ())

    def _row(self, path: str) -> Row:
        return self._rows.get(path) or Row(path, "", "", None, {})
