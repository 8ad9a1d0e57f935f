"""The review desk as a page: what is open, what is settled, and the document with its marks."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from planner.compliance.findings import Severity, Silence
from planner.kernel.i18n import Text
from planner.models import Decision
from planner.services.deciding import Place, places_digest, same_words, spots
from planner.services.review import DeskView, ReviewItem
from planner.services.threads import Talk
from planner.web.context import by_name
from planner.web.dates import day, short_day
from planner.web.language import t
from planner.web.marks import Mark
from planner.web.review.reading import Margin, Note, Reader, Section

OUTCOMES: dict[str, Text] = {
    "harmless": Text("无问题", "No issue"),
    "change_required": Text("要求修改", "Change required"),
    "exception": Text("例外放行", "Exception granted"),
}
_ORDER = list(Severity)


@dataclass(frozen=True, slots=True)
class Card:
    """One finding as the officer meets it; the same sentence found twice is one card with `places` 2.

    :param number: as in the text; None once settled, and for suggestions, which need no decision
    :param shown: unfolded
    :param alike: how many places, in this card or another open one, say the same under the same rule
    :param talk: what officer and author say to each other about it
    :param lapsed: an earlier exception that has ended
    :param spots: its places with what stands beside each, where there are several: nobody decides them unseen
    """

    item: ReviewItem
    number: int | None
    places: int = 1
    shown: bool = False
    alike: int = 1
    talk: Talk | None = None
    lapsed: Decision | None = None
    spots: tuple[Place, ...] = ()

    @property
    def seen(self) -> str:
        """Names the places that are shown; empty for a single one."""
        return places_digest(self.spots) if self.spots else ""

    @property
    def key(self) -> str:
        """The fingerprint: what a decision names."""
        return self.item.finding.fingerprint

    @property
    def settled(self) -> bool:
        """Decided, now or in an earlier round."""
        return self.item.decision is not None

    @property
    def asks(self) -> bool:
        """The author is to change this."""
        return self.item.decision is not None and self.item.decision.outcome == "change_required"

    @property
    def advice(self) -> bool:
        """A suggestion: nobody has to decide it."""
        return self.item.finding.severity is Severity.ADVISE


@dataclass(frozen=True, slots=True)
class OutlineLine:
    """A section in the list on the left; `open` findings in it still want a decision, `seen` had some."""

    slug: str
    title: Text
    open: int
    seen: bool


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything the page shows.

    :param waiting: cards still to decide, must-change first, then in reading order
    :param decided: cards decided in this round, newest first; the first one is what 撤销 takes back
    :param carried: cards decided in an earlier round whose sentence is unchanged
    :param fresh: only what is new is lit; :param silent: silent hits are shown too
    :param remarks: of this round; :param earlier: what else was said in earlier rounds, by place; orphans are among them
    """

    view: DeskView
    sections: tuple[Section, ...]
    outline: tuple[OutlineLine, ...]
    waiting: tuple[Card, ...]
    decided: tuple[Card, ...]
    carried: tuple[Card, ...]
    advice: tuple[Card, ...]
    fresh: bool
    silent: bool
    remarks: tuple[Talk, ...] = ()
    earlier: tuple[Talk, ...] = ()

    @property
    def done(self) -> int:
        """Findings with a decision."""
        return len(self.decided) + len(self.carried)

    @property
    def total(self) -> int:
        """Findings that need one."""
        return self.done + len(self.waiting)

    @property
    def changes(self) -> int:
        """Decisions and remarks that ask the author to change something."""
        return sum(card.asks for card in (*self.decided, *self.carried)) + len(self.view.remarks)

    def counted(self, cards: Iterable[Card]) -> str:
        """`7 处无问题，1 处例外放行`: the outcomes of these cards with their numbers."""
        outcomes = [card.item.decision.outcome for card in cards if card.item.decision]
        parts = [t("{n} 处{o}", "{n} × {o}", n=outcomes.count(key), o=t(name)) for key, name in OUTCOMES.items() if key in outcomes]
        return t("，", ", ").join(parts)


def arrange(
    view: DeskView,
    talks: Sequence[Talk] = (),
    lapsed: Mapping[tuple[str, int], Decision] | None = None,
    *,
    at: str = "",
    after: str = "",
    fresh: bool = True,
    silent: bool = False,
) -> Desk:
    """Sort the findings and mark the document.

    :param talks: remarks, threads and proposals, found again in the text; :param lapsed: exceptions that ended
    :param at: fingerprint of the card to unfold; :param after: unfold the one that follows this one
    """
    cards = _cards(view, at, after, {talk.about: talk for talk in talks}, lapsed or {})
    margin = _margin(view, cards, talks, fresh, silent)
    sections = Reader(view.plan.content or {}, margin).sections(view.plan.plan_type, view.plan.answers)
    shown = {card.key for card in cards}
    open_, settled = [c for c in cards if not c.settled and not c.advice], [c for c in cards if c.settled]
    decided = sorted((c for c in settled if not c.item.carried), key=lambda c: -(c.item.decision.id if c.item.decision else 0))
    return Desk(
        view,
        sections,
        tuple(_outline(view, cards)),
        tuple(open_),
        tuple(decided),
        tuple(c for c in settled if c.item.carried),
        tuple(c for c in cards if c.advice and not c.settled),
        fresh,
        silent,
        tuple(talk for talk in talks if talk.remark is not None and talk.round == view.plan.revision.round),
        tuple(talk for talk in talks if talk.about not in shown and (talk.remark is None or talk.round != view.plan.revision.round)),
    )


def _cards(view: DeskView, at: str, after: str, talks: Mapping[str, Talk], lapsed: Mapping[tuple[str, int], Decision]) -> list[Card]:
    """One card per fingerprint, heaviest first, numbered; one of the open ones is unfolded."""
    places: dict[str, list[ReviewItem]] = {}
    for item in view.items:
        places.setdefault(item.finding.fingerprint, []).append(item)
    firsts = sorted((found[0] for found in places.values()), key=lambda item: _ORDER.index(item.finding.severity))
    open_ = [i.finding.fingerprint for i in firsts if i.decision is None and i.finding.severity is not Severity.ADVISE]
    unfolded = at if at in places else _next(firsts, after, open_)
    numbers = {key: number for number, key in enumerate(open_, start=1)}
    same = Counter(same_words(item) for item in view.items if item.decision is None)
    return [
        Card(
            item,
            numbers.get(key := item.finding.fingerprint),
            len(places[key]),
            shown=key == unfolded,
            alike=same[same_words(item)],
            talk=talks.get(key),
            lapsed=lapsed.get((key, item.finding.rev)) if item.decision is None else None,
            spots=spots(view.plan, places[key]) if len(places[key]) > 1 and item.decision is None else (),
        )
        for item in firsts
    ]


def _next(items: list[ReviewItem], after: str, open_: list[str]) -> str:
    """The first open card behind `after`, or the first of all."""
    keys = [item.finding.fingerprint for item in items]
    behind = keys[keys.index(after) + 1 :] if after in keys else []
    return next((key for key in [*behind, *open_] if key in open_), "")


def _margin(view: DeskView, cards: list[Card], talks: Sequence[Talk], fresh: bool, silent: bool) -> Margin:
    marks: dict[str, list[Mark]] = {}
    notes: dict[str, list[Note]] = {}
    by_key = {card.key: card for card in cards}
    for item in view.items:
        finding, card = item.finding, by_key[item.finding.fingerprint]
        # what was asked for last time and still stands as it was must be seen again
        unheeded = item.carried and card.asks
        grey = item.decision is not None and (fresh or not item.carried) and not unheeded
        kind, reason = ("settled" if grey else "", _reason(item))
        level = finding.severity.value
        if finding.end > finding.start:
            mark = Mark(finding.start, finding.end, level, card.number, card.key, active=card.shown, kind=kind, reason=reason)
            marks.setdefault(finding.path, []).append(mark)
        else:
            note = Note(level, finding.title, card.number, card.key, kind, reason)
            notes.setdefault(finding.path, []).append(note)
    for hush in view.silences if silent else ():
        _hush(hush, marks)
    for talk in talks:
        if talk.found is not None and talk.about not in by_key:
            words = t("批注", "remark") if talk.remark else t("建议稿", "proposed wording")
            marks.setdefault(talk.path, []).append(Mark(talk.found.start, talk.found.end, "", kind="remark", reason=words))
    return Margin(marks, notes)


def _hush(silence: Silence, marks: dict[str, list[Mark]]) -> None:
    words = t("静默：{why}", "silent: {why}", why=t(silence.reason))
    marks.setdefault(silence.path, []).append(Mark(silence.start, silence.end, "", kind="silent", reason=words))


def _reason(item: ReviewItem) -> str:
    decision = item.decision
    if decision is None:
        return ""
    if item.carried and decision.outcome == "change_required":
        return t("上次要求修改，没有改", "change asked last time, unchanged")
    until = decision.expires_on
    word = t(OUTCOMES[decision.outcome]) if until is None else t("例外放行到{d}", "exception until {d}", d=day(until))
    return t("{o}，{who}，{d}", "{o}, {who}, {d}", o=word, who=by_name(decision.officer, decision.for_person), d=short_day(decision.at))


def _outline(view: DeskView, cards: list[Card]) -> Iterable[OutlineLine]:
    for step in view.plan.plan_type.steps:
        here = [c for c in cards if c.item.finding.path.split(".")[0] == step.slug and not c.advice]
        yield OutlineLine(step.slug, step.title, sum(not c.settled for c in here), bool(here))
