"""Check and submit: see the whole plan, explain findings, sign, take it back."""

from dataclasses import dataclass

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from planner.compliance.findings import Finding, Severity
from planner.kernel.errors import Invalid, NotAllowed, NotFound, PlannerError, Stale, WrongState
from planner.kernel.i18n import Text
from planner.kernel.ids import verify_code
from planner.models import Decision, Explanation, Remark, Revision, SignatureRow, StepAnswers
from planner.services import decisions, issuing, plans, risk, stored
from planner.services.actor import Actor
from planner.services.audit import Event, record
from planner.services.draft import Draft, problems, read_draft
from planner.services.house import House, Transaction
from planner.services.intake_tray import count_waiting
from planner.services.officers import next_officer
from planner.services.pins import Consent, Means, means, sitting_open, take_hand
from planner.services.plans import PlanView
from planner.services.rights import claim_holds
from planner.services.rules.effective import archive
from planner.services.steps import StepState
from planner.wizards.flow import period
from planner.workflow import Action, State, target

MOST_CHARACTERS = 100_000
"""Of a whole plan: what the press sets well within its time (security.md, fact 2)."""


class Blocked(PlannerError):
    """Findings that must change stand in the way; nothing was written."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        super().__init__(
            Text(
                "还有 {n} 处必须修改，改好再提交。",
                "{n} passages must change before you submit.",
                "1 passage must change before you submit.",
            ).with_(n=len(findings))
        )
        self.findings = findings


@dataclass(frozen=True, slots=True)
class SubmitView:
    """The page before signing.

    :param problems: step slug → path → what is missing or wrong
    :param open_blocks: findings that stop the submission
    :param content_sha256: goes into the signing form, so that the PIN counts for exactly this text
    :param sitting: the PIN alone will do
    :param waiting: passages of the file the plan began as that nobody placed or left out
    """

    plan: PlanView
    draft: Draft
    problems: dict[str, dict[str, Text]]
    open_blocks: tuple[Finding, ...]
    decided: dict[str, Decision]
    remarks: list[Remark]
    content_sha256: str
    sitting: bool
    means: Means
    claimed: bool
    waiting: int = 0

    @property
    def steps(self) -> tuple[StepState, ...]:
        """States of the steps, for the list at the left."""
        return self.draft.steps

    @property
    def explanations(self) -> dict[str, Explanation]:
        """What the author said to findings, by fingerprint."""
        return self.draft.explanations

    @property
    def findings(self) -> tuple[Finding, ...]:
        """All findings of the plan, in reading order."""
        return self.draft.report.findings

    @property
    def ready(self) -> bool:
        """True when nothing stands in the way of signing."""
        return not self.problems and not self.open_blocks and not self.waiting


def open_submission(session: Session, house: House, actor: Actor, number: str, token: str | None = None) -> SubmitView:
    """The whole plan as its author is about to sign it.

    :param token: of the sign-in session, to know whether the PIN alone will do
    :raises NotFound: no such plan, or not the actor's own
    """
    view = plans.open_plan(session, house, actor, number)
    if not view.may(Action.SUBMIT) and not view.may(Action.RECALL):
        raise NotFound if not view.parts else _not_now(view)
    draft = read_draft(session, house, view)
    found = {f.fingerprint: d for f in draft.report.findings if (d := decisions.decision_for(draft.decided, f)) is not None}
    return SubmitView(
        plan=view,
        draft=draft,
        problems=_problems(draft),
        open_blocks=_open_blocks(draft),
        decided=found,
        remarks=decisions.open_remarks(session, view.revision),
        content_sha256=issuing.confirmation(session, view.revision, "author", draft.answers_sha256),
        sitting=sitting_open(session, house, token),
        means=means(session, house, actor.person_id),
        claimed=claim_holds(view.revision, house.clock()),
        waiting=count_waiting(session, view.revision.id),
    )


def _not_now(view: PlanView) -> PlannerError:
    try:
        target(Action.SUBMIT, view.state, view.parts)
    except (WrongState, NotAllowed) as error:
        return error
    return NotFound()


def _problems(draft: Draft) -> dict[str, dict[str, Text]]:
    found = problems(draft)
    span = period(draft.answers)
    if span and span[1] < draft.on:
        ended = Text("这个期间已经结束，请改期间。", "This period has ended. Please change it.")
        found.setdefault("basics", {}).setdefault("basics.period_end", ended)
    if (written := sum(len(field.text) for field in draft.document.fields)) > MOST_CHARACTERS:
        long = Text(
            "整份计划有 {n} 个字，最多 {most} 个字，请精简。",
            "The whole plan has {n} characters, at most {most} can be printed. Please shorten it.",
        )
        found.setdefault("basics", {}).setdefault("basics.summary", long.with_(n=f"{written:,}", most=f"{MOST_CHARACTERS:,}"))
    return found


def _open_blocks(draft: Draft) -> tuple[Finding, ...]:
    """Block findings without an officer's release and without a request for an exception."""
    settled = decisions.settled(draft.decided, draft.report)
    asked = {fp for fp, said in draft.explanations.items() if said.kind == "exception"}
    return tuple(
        f
        for f in draft.report.findings
        if f.severity is Severity.BLOCK and f.fingerprint not in settled and not (f.override and f.fingerprint in asked)
    )


def explain(session: Session, house: House, actor: Actor, number: str, fingerprint: str, text: str, kind: str) -> None:
    """Say something to a finding, or ask for an exception; an empty text takes it back.

    :param kind: `explain` or `exception`
    :raises NotAllowed: the rule grants no exception
    :raises Invalid: more than 1,000 characters
    """
    view = plans.open_plan(session, house, actor, number)
    target(Action.SAVE, view.state, view.parts)
    draft = read_draft(session, house, view)
    finding = next((f for f in draft.report.findings if f.fingerprint == fingerprint), None)
    if finding is None or kind not in ("explain", "exception"):
        raise NotFound(Text("这处提示已经不在了。", "This finding is gone."))
    if kind == "exception" and not finding.override:
        raise NotAllowed(Text("这一条不能申请例外，请改写。", "No exception can be asked for here. Please reword it."))
    text = text.strip()
    if len(text) > 1000:
        raise Invalid({f"explain-{fingerprint}": Text("最多 1000 个字。", "At most 1,000 characters.")})
    session.execute(delete(Explanation).where(Explanation.revision_id == view.revision.id, Explanation.fingerprint == fingerprint))
    if text:
        session.add(Explanation(revision_id=view.revision.id, fingerprint=fingerprint, kind=kind, text=text, at=house.clock()))
    session.flush()
    record(session, house, Event.FINDING_EXPLAIN, actor, number, rule=finding.rule_id, kind=kind, withdrawn=not text)


def submit(transaction: Transaction, house: House, actor: Actor, number: str, consent: Consent) -> None:
    """Freeze the plan, render it once, sign it, and hand it to compliance.

    Rendering and signing happen between two short transactions; the second one writes only when
    state, version and text are still what was signed.

    :raises Invalid: something is missing, or the PIN is wrong
    :raises Blocked: findings must change first
    :raises Stale: the text changed since the form was shown, or while it was being signed
    :raises Unavailable: rendering failed; nothing was written
    """
    with transaction() as session:
        view = plans.open_plan(session, house, actor, number)
        state, version = view.state, view.revision.version
        target(Action.SUBMIT, state, view.parts)
        draft = read_draft(session, house, view)
        _refuse_unready(draft, consent, issuing.confirmation(session, view.revision, "author", draft.answers_sha256))
        _refuse_unsettled(session, view)
        content, report, pack, declared = issuing.freeze(session, house, draft, actor), draft.report, draft.pack, view.plan_type
        session.expunge_all()
    hand = take_hand(transaction, house, actor, consent)
    code = verify_code()
    file = issuing.render_and_sign(house, content, code, hand, actor)
    data, sha256 = issuing.content_bytes(content)
    with transaction() as session:
        plan, row, _, to = plans.move(session, house, actor, number, Action.SUBMIT)
        if (State(row.state), row.version) != (state, version):
            raise Stale(Text("这份计划刚刚变了，请再核对一次。", "The plan changed a moment ago. Please check it again."))
        now, round_, span = house.clock(), row.round + 1, period(content["answers"])
        officer = next_officer(session, plan, row)
        plans.guarded(
            session,
            house,
            row,
            to,
            round=round_,
            submitted_at=now,
            content=data,
            content_sha256=sha256,
            verify_code=code,
            pack_hash=pack.hash,
            policy_hash=content["policy"]["hash"],
            library_hash=content["library"]["hash"],
            title=content["title"],
            period_start=span[0] if span else None,
            period_end=span[1] if span else None,
            claimed_by_id=None,
            claimed_at=None,
            passed_by_id=None,
            passed_for_id=None,
            opened_to_sign_at=None,
            return_reason="",
            assigned_to_id=officer,
        )
        _refuse_changed(session, row, content)
        stored.store_report(session, row.id, round_, report, pack, now)
        session.flush()
        risk.on_submission(session, house, row, declared, content)
        archive(session, house, pack)
        issuing.register(session, row, round_, file, hand, actor)
        record(
            session,
            house,
            Event.PLAN_SUBMIT,
            actor,
            plan.number,
            revision=row.number,
            round=round_,
            content=sha256,
            file=file.sha256,
            to=officer,
        )


def _refuse_unready(draft: Draft, consent: Consent, asked: str) -> None:
    errors = {path: message for messages in _problems(draft).values() for path, message in messages.items()}
    if errors:
        raise Invalid(
            errors,
            Text("还不能提交，有 {n} 处没写完。", "It cannot be submitted yet: {n} entries are missing or wrong.").with_(n=len(errors)),
        )
    if blocks := _open_blocks(draft):
        raise Blocked(blocks)
    if consent.content_sha256 != asked:
        raise Stale(
            Text("签名页打开以后，计划又改过。请再核对一次。", "The plan was changed after this page was opened. Please check it again.")
        )


def _refuse_unsettled(session: Session, view: PlanView) -> None:
    if n := count_waiting(session, view.revision.id):
        unsettled = Text("文件里还有 {n} 段没放，也没说不用。", "{n} passages of the file are neither placed nor left out.").with_(n=n)
        raise Invalid({"tray": unsettled}, unsettled)


def _refuse_changed(session: Session, row: Revision, content: dict[str, object]) -> None:
    """The revision is locked by now, so no save can come in between any more."""
    rows = session.execute(select(StepAnswers.step, StepAnswers.answers).where(StepAnswers.revision_id == row.id)).all()
    if {row.step: row.answers for row in rows} != content["answers"]:
        raise Stale(
            Text(
                "签名的时候，计划在另一处被改了。请再核对一次。",
                "The plan was changed elsewhere while it was being signed. Please check it again.",
            )
        )


def recall(session: Session, house: House, actor: Actor, number: str) -> None:
    """Take a submission back, as long as no officer holds it.

    :raises WrongState: an officer has claimed it
    """
    plan, row, _, to = plans.move(session, house, actor, number, Action.RECALL)
    if claim_holds(row, house.clock()):
        raise WrongState(
            Text("合规已经开始看了，不能撤回；需要改的话请联系合规专员。", "Compliance has started to read it; it cannot be taken back."),
            row.state,
        )
    session.execute(
        update(SignatureRow)
        .where(SignatureRow.revision_id == row.id, SignatureRow.round == row.round, SignatureRow.void_at.is_(None))
        .values(void_at=house.clock())
    )
    plans.guarded(session, house, row, to, claimed_by_id=None, claimed_at=None)
    record(session, house, Event.PLAN_RECALL, actor, plan.number, revision=row.number)
