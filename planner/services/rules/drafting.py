"""Write company rules: every save is proved first, then kept as a new revision that nobody changes again."""

import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from planner.compliance.vocabulary import COMPANY
from planner.kernel.canonical import canonical_json, sha256_hex
from planner.kernel.clock import local_date
from planner.kernel.errors import Invalid, NotFound, Stale
from planner.kernel.i18n import Text
from planner.models import CompanyRule, Person, RuleRevision
from planner.models.engine import rows_met
from planner.services.actor import Actor
from planner.services.audit import Event, in_turn, record
from planner.services.house import House, Transaction
from planner.services.rules.access import only_editors, parts_of
from planner.services.rules.effective import document_in_force
from planner.services.rules.form import RuleForm, entry_of, field_of, form_of
from planner.services.rules.places import place_errors
from planner.services.rules.proving import proved
from planner.workflow import RuleAction, RuleState, rule_target

WEIGHTY = ("match", "lists", "protect", "without", "unless_not", "applies", "severity", "confidence")
"""A change of any of these is another rule to the plans it reads: its rev grows, and earlier decisions no longer count."""
_SLUG = re.compile(r"[a-z0-9][a-z0-9-]{1,58}[a-z0-9]")
_TAKEN = Text("这个编号已经用过，请换一个。", "This name is taken. Please choose another.")
_EDITED = Text("这条规则刚刚被别人改过，请重新打开再改。", "Somebody edited this rule a moment ago. Please open it again.")


@dataclass(frozen=True, slots=True)
class Saved:
    """Where a save left the rule.

    :param number: of its newest revision
    :param written: False when nothing had changed
    """

    rule_id: str
    number: int
    written: bool


def blank_form(rule_id: str = "") -> RuleForm:
    """An empty form."""
    return RuleForm(slug=rule_id.removeprefix(COMPANY))


def form_for(session: Session, actor: Actor, rule_id: str, number: int | None = None) -> RuleForm:
    """The form of a rule as it stands, or of an older revision.

    :raises NotFound: not an editor, or no such rule or revision
    """
    only_editors(actor)
    row = find_rule(session, rule_id)
    return form_of(find_revision(session, row, number or row.newest).entry, rule_id.removeprefix(COMPANY))


def find_rule(session: Session, rule_id: str) -> CompanyRule:
    """A company rule by its id.

    :raises NotFound: there is none
    """
    row = session.scalar(select(CompanyRule).where(CompanyRule.rule_id == rule_id).execution_options(populate_existing=True))
    if row is None:
        raise NotFound
    return row


def find_revision(session: Session, row: CompanyRule, number: int) -> RuleRevision:
    """A revision of a company rule.

    :raises NotFound: there is none of this number
    """
    found = session.scalar(select(RuleRevision).where(RuleRevision.company_rule_id == row.id, RuleRevision.number == number))
    if found is None:
        raise NotFound
    return found


def moved(session: Session, house: House, row: CompanyRule, to: RuleState, **values: Any) -> None:
    """The one way a company rule moves: only when nothing moved in between.

    :raises Stale: somebody was quicker
    """
    since = {"state_since": house.clock()} if to.value != row.state else {}
    met = rows_met(
        session,
        update(CompanyRule)
        .where(CompanyRule.id == row.id, CompanyRule.version == row.version)
        .values(state=to.value, version=row.version + 1, **since, **values)
        .execution_options(synchronize_session=False),
    )
    if met != 1:
        raise Stale(_EDITED)
    session.expire(row)


def runnable(session: Session, row: CompanyRule, number: int, status: str, approved_by: str = "") -> dict[str, Any]:
    """A revision as it stands in the pack: with id, rev, status and people."""
    revision = find_revision(session, row, number)
    owner = session.scalar(select(Person.name).where(Person.id == row.owner_id)) or ""
    who = {"owner": owner, "approved_by": approved_by, "changed": local_date(revision.at).isoformat()}
    return {**revision.entry, "id": row.rule_id, "rev": revision.rev, "status": status, **who}


def try_form(transaction: Transaction, house: House, actor: Actor, form: RuleForm) -> dict[str, Text]:
    """What stands against a rule, without saving it: field of the form → reason; empty when it may be saved.

    :raises NotFound: not an editor
    """
    only_editors(actor)
    with transaction() as session:
        document = document_in_force(session)
    try:
        _prove(house, document, form)
    except Invalid as refused:
        return refused.errors
    return {}


def create_rule(transaction: Transaction, house: House, actor: Actor, form: RuleForm) -> Saved:
    """Write a new rule as a draft of the actor's.

    :raises NotFound: not an editor
    :raises Invalid: a field cannot be taken; nothing was written
    """
    only_editors(actor)
    rule_id = f"{COMPANY}{form.slug}"
    with transaction() as session:
        if session.scalar(select(CompanyRule.id).where(CompanyRule.rule_id == rule_id)):
            raise Invalid({"slug": _TAKEN})
        document = document_in_force(session)
    entry = _prove(house, document, form)
    with transaction() as session:
        in_turn(session)
        if session.scalar(select(CompanyRule.id).where(CompanyRule.rule_id == rule_id)):
            raise Invalid({"slug": _TAKEN})
        now = house.clock()
        row = CompanyRule(rule_id=rule_id, state=RuleState.DRAFT.value, state_since=now, newest=1, owner_id=actor.person_id, created_at=now)
        session.add(row)
        session.flush()
        _keep(session, house, actor, row, entry, 1, 1, form.why_changed)
        record(session, house, Event.RULE_CREATE, actor, rule=rule_id, revision=1)
    return Saved(rule_id, 1, True)


def save_rule(transaction: Transaction, house: House, actor: Actor, rule_id: str, form: RuleForm, base: int) -> Saved:
    """Save a rule as its next revision. What runs goes on running until the new one is approved.

    :param base: number of the revision that the form was opened on
    :raises NotFound: not an editor, or no such rule
    :raises Stale: there is a newer revision than `base`
    :raises WrongState: the rule is retired
    :raises Invalid: a field cannot be taken; nothing was written
    """
    only_editors(actor)
    with transaction() as session:
        row = find_rule(session, rule_id)
        _may_save(row, actor, base)
        document, before = document_in_force(session), find_revision(session, row, base).entry
    entry = _prove(house, document, _with_slug(form, rule_id))
    if _same(entry, before):
        return Saved(rule_id, base, False)
    with transaction() as session:
        in_turn(session)
        row = find_rule(session, rule_id)
        _may_save(row, actor, base)
        rev = find_revision(session, row, base).rev + any(entry.get(key) != before.get(key) for key in WEIGHTY)
        _keep(session, house, actor, row, entry, base + 1, rev, form.why_changed)
        moved(session, house, row, RuleState(row.state), newest=base + 1)
        record(session, house, Event.RULE_SAVE, actor, rule=rule_id, revision=base + 1, rev=rev)
    return Saved(rule_id, base + 1, True)


def _may_save(row: CompanyRule, actor: Actor, base: int) -> None:
    rule_target(RuleAction.SAVE, RuleState(row.state), parts_of(actor))
    refuse_older(row, base)


def refuse_older(row: CompanyRule, base: int) -> None:
    """Stop whoever looks at an older revision than the newest.

    :raises Stale: there is a newer one
    """
    if row.newest != base:
        raise Stale(_EDITED)


def _with_slug(form: RuleForm, rule_id: str) -> RuleForm:
    return RuleForm(**{**{name: getattr(form, name) for name in form.__dataclass_fields__}, "slug": rule_id.removeprefix(COMPANY)})


def _prove(house: House, document: dict[str, Any], form: RuleForm) -> dict[str, Any]:
    """The entry of a form whose rule may run beside those in force.

    :raises Invalid: it may not; the reasons stand by field of the form
    """
    if not _SLUG.fullmatch(form.slug):
        raise Invalid(
            {
                "slug": Text(
                    "用三个以上的小写字母、数字或连字符，例如 gift-cards。",
                    "Use three or more small letters, digits or hyphens, such as gift-cards.",
                )
            }
        )
    if len(form.why_changed) > 500:
        raise Invalid({"why_changed": Text("最多 500 个字。", "At most 500 characters.")})
    entry = entry_of(form)
    judged = {**entry, "id": f"{COMPANY}{form.slug}", "changed": local_date(house.clock()).isoformat()}
    errors = place_errors(house, form.plan_types, entry.get("applies", {}).get("fields", []))
    for fault in proved(house, document, judged):
        errors.setdefault(field_of(fault.place, form), fault.reason)
    if errors:
        order = list(RuleForm.__dataclass_fields__)
        raise Invalid(dict(sorted(errors.items(), key=lambda item: order.index(item[0]))))
    return entry


def _same(entry: dict[str, Any], before: dict[str, Any]) -> bool:
    return canonical_json(entry) == canonical_json(before)


def _keep(session: Session, house: House, actor: Actor, row: CompanyRule, entry: dict[str, Any], number: int, rev: int, note: str) -> None:
    session.add(
        RuleRevision(
            company_rule_id=row.id,
            number=number,
            rev=rev,
            entry=entry,
            sha256=sha256_hex(canonical_json(entry)),
            note=note.strip(),
            person_id=actor.person_id,
            at=house.clock(),
        )
    )
    session.flush()
