"""The objective converter: a sales or prescription figure becomes a goal a representative may have, or leaves the plan."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.compliance.findings import Finding, Severity
from planner.kernel.errors import Invalid, NotFound
from planner.kernel.i18n import Language, Text
from planner.models import Conversion, FieldHistory, Revision
from planner.services.actor import Actor
from planner.services.aids.wishes import Wish
from planner.services.draft import Draft, read_draft
from planner.services.house import House
from planner.services.plans import PlanView, open_plan
from planner.services.wizard import store_step, writable_step
from planner.wizards import answers as paths
from planner.wizards.answers import Answers, group_at, leaf
from planner.wizards.schema import Field, Step
from planner.workflow import Action, target

CATEGORIES = frozenset({"sales-task", "rx-tracking", "rx-interference"})
"""What these rules find is a figure of sales or prescriptions."""

CHOICES: dict[str, Text] = {
    "goal": Text("换成了可以承担的目标", "turned into an allowed goal"),
    "sales": Text("交给销售管理", "handed to sales management"),
    "out": Text("移出计划", "taken out of the plan"),
}
"""What became of a passage, by `Conversion.choice`."""

GOALS = "goals"
BLOCKS = frozenset({GOALS, "segments", "strategies", "tactics"})
"""Where people write what they want to reach; `AIM_FIELDS` are such questions outside any group."""

AIM_FIELDS = frozenset({"objective", "idea"})
SALES = "sales"
GONE = Text("这处提示已经不在了。", "This finding is gone.")
_STILL = Text("这句话检查后还有必须修改的地方，换个说法。", "The checker still finds something that must change in this sentence.")
_HAN = re.compile(r"[\u3400-\u9fff]")
_ENDS = "。！？!?；;\n"
_CLEARED = ("statement", "measure", "metric", "baseline", "target", "unit", "due")


@dataclass(frozen=True, slots=True)
class Case:
    """One passage to convert.

    :param place: the row of a goal, else the field itself
    :param text: the author's words as they stand
    :param known: fingerprints of everything the checker says of the plan today
    :param handed: what handing over does: `owner` (sales owns the goal), `row` (the row leaves), `clear` (a row that must
        stay is emptied), `sentence` (the sentence leaves its field)
    """

    plan: PlanView
    step: Step
    finding: Finding
    place: str
    is_goal: bool
    text: str
    language: Language
    known: frozenset[str]
    handed: str = "sentence"


def convertible(finding: Finding, step: Step) -> bool:
    """True when the finding is a sales or prescription figure in a place where people write aims."""
    if finding.category not in CATEGORIES:
        return False
    parent, _, name = finding.path.rpartition(".")
    if parent.count(".") < 2:
        return name in AIM_FIELDS and finding.end > finding.start
    block = group_at(step, parent.rpartition(".")[0]).block
    return block == GOALS or (block in BLOCKS and finding.end > finding.start)


def open_case(session: Session, house: House, actor: Actor, number: str, about: str) -> Case:
    """The passage a finding is about.

    :param about: fingerprint and path of the finding, joined by a colon
    :raises NotFound: no such plan, or the finding is gone, or it cannot be converted
    :raises WrongState: the plan cannot be written now
    """
    view = open_plan(session, house, actor, number)
    target(Action.SAVE, view.state, view.parts)
    return _case(session, house, read_draft(session, house, view), about)


def look(session: Session, house: House, case: Case, wished: Wish) -> tuple[Finding, ...]:
    """What the checker says to the place once the wish stands there; nothing while the wish is incomplete."""
    if not wished.complete:
        return ()
    changed = _with_wish(case, case.plan.answers[case.step.slug], wished)
    draft = read_draft(session, house, case.plan, {**case.plan.answers, case.step.slug: changed})
    return tuple(f for f in draft.report.findings if f"{f.path}.".startswith(f"{case.place}."))


def stands_in_the_way(case: Case, found: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Of the findings `look` gave, those that must change and come from the new words, not from others around them."""
    return tuple(
        f
        for f in found
        if f.severity is Severity.BLOCK and (f.fingerprint not in case.known or (case.is_goal and f.category in CATEGORIES))
    )


def take(session: Session, house: House, actor: Actor, number: str, about: str, wished: Wish) -> Case:
    """Put the wished goal in place of the passage; the passage is kept.

    :raises Invalid: the wish is incomplete, or the checker still blocks it
    :raises NotFound, WrongState: as `open_case`, `services.wizard`
    """
    case, row = _locked(session, house, actor, number, about)
    if not wished.complete:
        raise Invalid(dict(wished.errors))
    if stands_in_the_way(case, look(session, house, case, wished)):
        raise Invalid({"sentence": _STILL})
    _keep(session, house, actor, case, row.answers, "goal", wished.sentence(case.language))
    store_step(session, house, case.plan, row, _with_wish(case, row.answers, wished))
    session.flush()
    return case


def hand_over(session: Session, house: House, actor: Actor, number: str, about: str) -> tuple[Case, int | None]:
    """Leave the figure to the sales function; returns the case and the number under which a removed row comes back.

    :raises NotFound, WrongState: as `open_case`, `services.wizard`
    """
    case, row = _locked(session, house, actor, number, about)
    _keep(session, house, actor, case, row.answers, "sales" if case.handed == "owner" else "out", "")
    taken = None
    if case.handed == "row":
        group, _, row_id = case.place.rpartition(".")
        changed, removed, at = paths.remove_row(case.step, row.answers, group, row_id)
        history = FieldHistory(
            revision_id=case.plan.revision.id,
            path=group,
            before={"row": dict(removed), "at": at},
            person_id=actor.person_id,
            at=house.clock(),
        )
        session.add(history)
        session.flush()
        taken = history.id
    else:
        changed = _handed(case, row.answers)
    store_step(session, house, case.plan, row, changed)
    session.flush()
    return case, taken


def conversions(session: Session, revision: Revision) -> dict[str, list[Conversion]]:
    """What was converted in a revision, by the place it is shown beside; where a row has left, by its group."""
    found: dict[str, list[Conversion]] = {}
    wanted = select(Conversion).where(Conversion.revision_id == revision.id).order_by(Conversion.id)
    for one in session.scalars(wanted):
        found.setdefault(one.place, []).append(one)
    return found


def _locked(session: Session, house: House, actor: Actor, number: str, about: str) -> tuple[Case, Any]:
    slug = about.partition(":")[2].split(".")[0]
    view, row, _ = writable_step(session, house, actor, number, slug)
    return _case(session, house, read_draft(session, house, view), about), row


def _case(session: Session, house: House, draft: Draft, about: str) -> Case:
    fingerprint, _, path = about.partition(":")
    finding = next((f for f in draft.report.findings if f.fingerprint == fingerprint and f.path == path), None)
    step = next((s for s in draft.view.plan_type.steps if s.slug == path.split(".")[0]), None)
    if finding is None or step is None or not convertible(finding, step):
        raise NotFound(GONE)
    answers = draft.view.answers[step.slug]
    row = path.rpartition(".")[0]
    is_goal = row.count(".") > 1 and group_at(step, row.rpartition(".")[0]).block == GOALS
    stored = leaf(step, answers, f"{row}.statement" if is_goal else path)
    text = str(stored.value or "") or finding.quote
    language: Language = "zh" if _HAN.search(text or finding.sentence) or not text else "en"
    case = Case(
        draft.view,
        step,
        finding,
        row if is_goal else path,
        is_goal,
        text,
        language,
        frozenset(f.fingerprint for f in draft.report.findings),
    )
    return replace(case, handed=_way(session, house, case, answers)) if is_goal else case


def _way(session: Session, house: House, case: Case, answers: Answers) -> str:
    """How a goal is handed over: sales owns it where the plan allows that, else it leaves."""
    group = group_at(case.step, case.place.rpartition(".")[0])
    owner = next((f for f in group.fields if isinstance(f, Field) and f.name == "owner"), None)
    if owner is not None and any(c.value == SALES for c in owner.choices):
        tried = _set(case, answers, {"owner": SALES})
        draft = read_draft(session, house, case.plan, {**case.plan.answers, case.step.slug: tried})
        if not any(f.category in CATEGORIES and f.path.startswith(f"{case.place}.") for f in draft.report.findings):
            return "owner"
    row = leaf(case.step, answers, f"{case.place}.statement").siblings
    preset = any(all(row.get(key) == value for key, value in pairs[:1]) for pairs in group.presets)
    return "clear" if preset else "row"


def _handed(case: Case, answers: Answers) -> Answers:
    match case.handed:
        case "owner":
            return _set(case, answers, {"owner": SALES})
        case "clear":
            return _set(case, answers, dict.fromkeys(_CLEARED))
    stored = leaf(case.step, answers, case.place)
    low, high = _around(str(stored.value or ""), case.finding)
    rest = f"{str(stored.value)[:low]}{str(stored.value)[high:]}".strip()
    return paths.with_value(case.step, answers, case.place, rest or None)


def _with_wish(case: Case, answers: Answers, wished: Wish) -> Answers:
    if case.is_goal:
        return _set(case, answers, wished.fields(case.language))
    text = str(leaf(case.step, answers, case.place).value or "")
    low, high = _around(text, case.finding)
    return paths.with_value(case.step, answers, case.place, f"{text[:low]}{wished.sentence(case.language)}{text[high:]}")


def _set(case: Case, answers: Answers, values: Mapping[str, Any]) -> Answers:
    """The answers with some fields of the case's row changed; fields its plan type does not ask are left aside."""
    asked = {f.name for f in group_at(case.step, case.place.rpartition(".")[0]).fields if isinstance(f, Field)}
    for name, value in values.items():
        if name in asked:
            answers = paths.with_value(case.step, answers, f"{case.place}.{name}", value)
    return answers


def _around(text: str, finding: Finding) -> tuple[int, int]:
    """The sentence that holds the marked words, its closing mark included."""
    low = max((text.rfind(end, 0, finding.start) for end in _ENDS), default=-1) + 1
    closing = [place for end in _ENDS if (place := text.find(end, max(finding.start, finding.end - 1))) >= 0]
    high = min(closing) + 1 if closing else len(text)
    return (low, high - 1) if text[high - 1 : high] == "\n" else (low, high)


def _keep(session: Session, house: House, actor: Actor, case: Case, answers: Answers, choice: str, sentence: str) -> None:
    shown = leaf(case.step, answers, f"{case.place}.statement" if case.is_goal else case.place)
    fields = (
        {name: shown.siblings.get(name) for name in (*_CLEARED, "owner") if shown.siblings.get(name) is not None} if case.is_goal else {}
    )
    session.add(
        Conversion(
            revision_id=case.plan.revision.id,
            path=case.finding.path,
            place=case.place if case.handed != "row" or choice == "goal" else case.place.rpartition(".")[0],
            fingerprint=case.finding.fingerprint,
            rule_id=case.finding.rule_id,
            rule_rev=case.finding.rev,
            choice=choice,
            original={"text": case.text, "fields": fields},
            sentence=sentence,
            person_id=actor.person_id,
            at=house.clock(),
        )
    )
