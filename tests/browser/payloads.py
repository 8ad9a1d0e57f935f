"""Scripts in disguise, put wherever somebody may write; and the demo company with every word of it poisoned."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from planner import models
from planner.services import plans, wizard
from planner.services.actor import Actor
from planner.services.wizard import Change, base_of
from planner.wizards.answers import leaf
from planner.wizards.schema import UNTYPED, Field, Group
from tests.factories.stage import Cast

MARK = "data-ran"
"""Every payload that is markup carries it: no page may have an element with it."""
SHORT = (
    f"<svg onload=alert(1) {MARK}>",
    f"'><img src=x onerror=alert(2) {MARK}>",
    f'"><b {MARK}>{{{{7*7}}}}',
    f'" onfocus="alert(3)" autofocus {MARK}="',
    "<script>alert(4)</script>",
)


def long_ones(canary: str) -> tuple[str, ...]:
    """Payloads for fields with room.

    :param canary: address at which a request would be heard
    """
    return (
        f"<script {MARK}>alert(1)</script>",
        f"</textarea></title></style></script><script {MARK}>alert(2)</script>",
        f"<img src=x onerror=alert(3) {MARK}><img src={canary}/image {MARK}>",
        f"<a href='javascript:alert(4)' {MARK}>a</a>",
        f"--><iframe srcdoc='<script>alert(5)</script>' {MARK}></iframe>",
        f'<x hx-get="{canary}/htmx" hx-trigger="load" hx-on:load="alert(6)" {MARK}></x>',
        f"<style {MARK}>@import url({canary}/style);</style>",
        f"<base href={canary}/ {MARK}><meta http-equiv=refresh content='0;url={canary}/refresh' {MARK}>",
        f"{{{{7*7}}}}{{% raw %}}${{7*7}}#{{7*7}}{{{{constructor.constructor('alert(7)')()}}}}<b {MARK}>",
        f"\u202e\u2066<b {MARK}>\u200b\u2069\ufeff＜script＞alert(8)＜/script＞\u2028\u2029",
        f"<link rel=attachment href=file:///etc/passwd {MARK}><object data={canary}/object {MARK}></object>",
        f"<math><mtext><table><mglyph><style><img src=x onerror=alert(9) {MARK}>",
    )


ROWS: dict[type[Any], tuple[str, ...]] = {
    models.Person: ("job_title", "filing_number", "name"),
    models.Territory: ("name",),
    models.Product: ("generic_name", "approval_number", "brand_names", "indications", "populations", "competitors"),
    models.Institution: ("name",),
    models.Material: ("title", "area", "owner"),
    models.Phrase: ("text", "approved_by"),
    models.Message: ("text",),
    models.Remark: ("text",),
    models.Proposal: ("text", "answer_note"),
    models.Explanation: ("text",),
    models.Decision: ("note",),
    models.Delegation: ("reason",),
    models.Revision: ("return_reason",),
    models.RolesProposal: ("reason",),
    models.RuleProposal: ("reason", "note"),
    models.RuleRevision: ("note",),
    models.IntakeOffer: ("file_name",),
    models.Intake: ("file_name",),
    models.TrayPassage: ("text", "context"),
    models.SavedFilter: ("name",),
    models.Job: ("failure", "name"),
    models.Mail: ("error",),
    models.ExceptionPaper: ("name",),
    models.SignInSession: ("device",),
}
"""Words that people read and that come from people, files or other machines, by table."""


class Poisoner(Cast):
    """The cast, whose every plan has a payload in every field.

    :param payloads: for fields with room
    :param typed: how many fields took one
    :param refused: how many did not, because they hold no text
    """

    __slots__ = ("all", "payloads", "refused", "turn", "typed")

    def ready(self, payloads: Sequence[str]) -> "Poisoner":
        """Set the counters; the dataclass beside is frozen."""
        quiet = tuple(one for one in payloads if "script" not in one)  # a rule takes the word for one about prescriptions, and blocks
        for name, value in {"payloads": quiet, "all": tuple(payloads), "typed": Counter[str](), "refused": Counter[str]()}.items():
            object.__setattr__(self, name, value)
        object.__setattr__(self, "turn", iter(range(10**9)))
        return self

    def draft(self, author: Actor, through: str | None = None) -> str:
        """A launch plan with payloads."""
        number = Cast.draft(self, author, through)
        self.poison(author, number)
        return number

    def poison(self, author: Actor, number: str, payloads: Sequence[str] | None = None) -> None:
        """Type a payload into every field of every step that somebody may type in.

        :param payloads: those that a plan can be submitted with when None
        """
        baits = self.payloads if payloads is None else payloads
        with self.act() as session:
            kind = plans.open_plan(session, self.house, author, number).plan_type
        for step in kind.steps:
            with self.act() as session:
                view = wizard.open_step(session, self.house, author, number, step.slug)
                asked = dict(self._asked(step.items, view.answers, step.slug))
                changes = [
                    Change(
                        path,
                        self._worded(baits, field, leaf(view.step, view.answers, path).value),
                        base_of(leaf(view.step, view.answers, path).value),
                    )
                    for path, field in asked.items()
                ]
                saved = wizard.save_fields(session, self.house, author, number, step.slug, changes)
            assert not saved.clashes
            for path, field in asked.items():
                (self.refused if path in saved.errors else self.typed)[field.kind] += 1

    def _asked(self, items: Sequence[Field | Group], answers: Any, path: str) -> Iterator[tuple[str, Field]]:
        for item in items:
            if isinstance(item, Group):
                for row in answers.get(item.name) or ():
                    yield from self._asked(item.fields, row, f"{path}.{item.name}.{row['id']}")
            elif item.kind not in UNTYPED:
                yield f"{path}.{item.name}", item

    def _worded(self, baits: Sequence[str], field: Field, value: Any) -> str:
        """What is there with a payload behind it; where no text is asked, the payload alone, which is refused."""
        turn = next(self.turn)
        if field.kind not in ("line", "text", "institution"):
            return SHORT[turn % len(SHORT)]
        room, small = field.most_characters, SHORT[turn % (len(SHORT) - 1)]
        bait = next((one for one in baits[turn % len(baits) :] if len(one) < room // 2), small)
        return f"{str(value or '')[: room - len(bait)]}{bait}"


def poison_rows(session: Session, payloads: Sequence[str]) -> Counter[str]:
    """Put payloads behind the words of every table of `ROWS`; how many words were poisoned, by table. What only grows stays."""
    done = Counter[str]()
    for model, names in ROWS.items():
        for number, row in enumerate(session.scalars(select(model)).all()):
            try:
                with session.begin_nested():
                    for name in names:
                        setattr(row, name, _poisoned(model, name, getattr(row, name), number, payloads))
            except DatabaseError as refused:
                if "only grows" not in str(refused.orig):
                    raise
                continue
            done[model.__name__] += len(names)
    return done


def _poisoned(model: type[Any], name: str, value: Any, number: int, payloads: Sequence[str]) -> Any:
    if isinstance(value, list):
        return [f"{one}{payloads[number % len(payloads)]}" for one in value]
    room = model.__table__.c[name].type.length or 5_000
    baits = [one for one in (*payloads, *SHORT) if len(one) + 12 < room] or [SHORT[0]]
    bait = baits[number % len(baits)]
    return f"{str(value or '')[: room - len(bait)]}{bait}"
