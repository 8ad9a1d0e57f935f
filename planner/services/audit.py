"""The trail: a closed list of events, appended with a keyed hash chain, and its proof."""

import hashlib
import hmac
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Row, func, select, text
from sqlalchemy.orm import Session

from planner.kernel.canonical import canonical_json
from planner.kernel.errors import Unavailable
from planner.kernel.i18n import Text
from planner.models import AuditEvent
from planner.services import checkpoints
from planner.services.actor import Actor
from planner.services.house import House

GENESIS = "0" * 64


class Event(StrEnum):
    """Everything that can stand in the trail."""

    PLAN_CREATE = "plan.create"
    PLAN_IMPORT = "plan.import"
    PLAN_RENEW = "plan.renew"
    PLAN_DELETE = "plan.delete"
    PLAN_UNDELETE = "plan.undelete"
    PLAN_SUBMIT = "plan.submit"
    PLAN_RECALL = "plan.recall"
    PLAN_CLAIM = "plan.claim"
    PLAN_RELEASE = "plan.release"
    PLAN_REASSIGN = "plan.reassign"
    PLAN_RETURN = "plan.return"
    PLAN_PASS = "plan.pass"  # noqa: S105 - an event, no password
    PLAN_RECALL_PASS = "plan.recall_pass"  # noqa: S105 - an event, no password
    PLAN_OPEN_TO_SIGN = "plan.open_to_sign"
    PLAN_REFUSE = "plan.refuse"
    PLAN_APPROVE = "plan.approve"
    PLAN_AMEND = "plan.amend"
    PLAN_SUPERSEDE = "plan.supersede"
    PLAN_WITHDRAW = "plan.withdraw"
    PLAN_EXPIRE = "plan.expire"
    FINDING_EXPLAIN = "finding.explain"
    FINDING_DECIDE = "finding.decide"
    FINDING_UNDO = "finding.undo"
    REMARK_ADD = "remark.add"
    REMARK_WITHDRAW = "remark.withdraw"
    FILE_EXPORT = "file.export"
    SIGN_IN = "person.sign_in"
    SIGN_IN_FAILED = "person.sign_in_failed"
    SIGN_OUT = "person.sign_out"
    PIN_SET = "person.pin_set"
    PIN_FAILED = "person.pin_failed"
    PASSWORD_SET = "person.password_set"  # noqa: S105 - an event, no password
    PERSON_CREATE = "person.create"
    PERSON_DISABLE = "person.disable"
    ROLE_CHANGE = "person.role_change"
    AUTHORITY_CREATE = "authority.create"
    POLICY_CHANGE = "policy.change"
    PACK_CHANGE = "pack.change"
    RULE_CREATE = "rule.create"
    RULE_SAVE = "rule.save"
    RULE_TRY = "rule.try"
    RULE_DISCARD = "rule.discard"
    RULE_PREVIEW = "rule.preview"
    RULE_PROPOSE = "rule.propose"
    RULE_APPROVE = "rule.approve"
    RULE_REFUSE = "rule.refuse"
    RULE_WITHDRAW = "rule.withdraw"
    RULE_STEP_DOWN = "rule.step_down"
    RULEBOOK_PUBLISH = "rulebook.publish"
    LIBRARY_CREATE = "library.create"
    LIBRARY_SAVE = "library.save"
    LIBRARY_RETIRE = "library.retire"
    LIBRARY_RESTORE = "library.restore"
    TRAIL_ACCEPT = "trail.accept"


EVENT_NAMES: dict[Event, Text] = {
    Event.PLAN_CREATE: Text("新建了计划", "created the plan"),
    Event.PLAN_IMPORT: Text("从文件写入了草稿", "filled the draft from a file"),
    Event.PLAN_RENEW: Text("从上一期的计划写起", "carried it on from the last period"),
    Event.PLAN_DELETE: Text("删除了草稿", "deleted the draft"),
    Event.PLAN_UNDELETE: Text("恢复了草稿", "restored the draft"),
    Event.PLAN_SUBMIT: Text("签名并提交", "signed and submitted"),
    Event.PLAN_RECALL: Text("撤回了提交", "took the submission back"),
    Event.PLAN_CLAIM: Text("开始审核", "started the review"),
    Event.PLAN_RELEASE: Text("放回待审", "put it back in the queue"),
    Event.PLAN_REASSIGN: Text("转给了另一位专员", "handed the review over"),
    Event.PLAN_RETURN: Text("退回作者修改", "returned it to the author"),
    Event.PLAN_PASS: Text("合规通过并签名", "passed and signed for compliance"),
    Event.PLAN_RECALL_PASS: Text("收回了合规通过", "took the pass back"),
    Event.PLAN_OPEN_TO_SIGN: Text("打开准备批准", "opened it to approve"),
    Event.PLAN_REFUSE: Text("经理退回", "returned by the manager"),
    Event.PLAN_APPROVE: Text("批准并签名", "approved and signed"),
    Event.PLAN_AMEND: Text("开始修订", "started an amendment"),
    Event.PLAN_SUPERSEDE: Text("被新一版取代", "superseded by the next revision"),
    Event.PLAN_WITHDRAW: Text("撤回了计划", "withdrew the plan"),
    Event.PLAN_EXPIRE: Text("期满", "period ended"),
    Event.FINDING_EXPLAIN: Text("说明了一处提示", "explained a finding"),
    Event.FINDING_DECIDE: Text("决定了一处提示", "decided a finding"),
    Event.FINDING_UNDO: Text("撤销了一个决定", "undid a decision"),
    Event.REMARK_ADD: Text("写了一条批注", "made a remark"),
    Event.REMARK_WITHDRAW: Text("收回了一条批注", "took a remark back"),
    Event.FILE_EXPORT: Text("下载了文件", "downloaded a file"),
    Event.SIGN_IN: Text("登录", "signed in"),
    Event.SIGN_IN_FAILED: Text("登录没有成功", "failed to sign in"),
    Event.SIGN_OUT: Text("退出", "signed out"),
    Event.PIN_SET: Text("设置了签名 PIN", "set the signing PIN"),
    Event.PIN_FAILED: Text("签名 PIN 不对", "entered a wrong signing PIN"),
    Event.PASSWORD_SET: Text("设置了新密码", "set a new password"),
    Event.PERSON_CREATE: Text("新建了人员", "added a person"),
    Event.PERSON_DISABLE: Text("停用了人员", "disabled a person"),
    Event.ROLE_CHANGE: Text("改了角色", "changed a role"),
    Event.AUTHORITY_CREATE: Text("建立了公司证书机构", "created the company authority"),
    Event.POLICY_CHANGE: Text("改了公司政策", "changed the company policy"),
    Event.PACK_CHANGE: Text("启用了一版规则", "took a rule pack into use"),
    Event.RULE_CREATE: Text("新建了一条公司规则", "wrote a company rule"),
    Event.RULE_SAVE: Text("修改了一条公司规则", "edited a company rule"),
    Event.RULE_TRY: Text("让一条规则试运行", "put a rule on trial"),
    Event.RULE_DISCARD: Text("丢弃了一条规则的草稿", "discarded the draft of a rule"),
    Event.RULE_PREVIEW: Text("预览了一处规则变化", "previewed a change of the rules"),
    Event.RULE_PROPOSE: Text("申请改变规则", "proposed a change of the rules"),
    Event.RULE_APPROVE: Text("批准了规则的变化", "approved a change of the rules"),
    Event.RULE_REFUSE: Text("没有同意规则的变化", "refused a change of the rules"),
    Event.RULE_WITHDRAW: Text("收回了规则变化的申请", "took back a proposed change of the rules"),
    Event.RULE_STEP_DOWN: Text("误报太多，规则退回试运行", "stepped a noisy rule down to trial"),
    Event.RULEBOOK_PUBLISH: Text("发布了新的规则版本", "published the rulebook"),
    Event.LIBRARY_CREATE: Text("在资料库里登记了一条", "entered something in the library"),
    Event.LIBRARY_SAVE: Text("改了资料库里的一条", "changed an entry of the library"),
    Event.LIBRARY_RETIRE: Text("停用了资料库里的一条", "retired an entry of the library"),
    Event.LIBRARY_RESTORE: Text("恢复了资料库里的一条", "restored an entry of the library"),
    Event.TRAIL_ACCEPT: Text("查看后接受了现有的操作记录", "looked at the trail and accepted it as it is"),
}

EVEN_SO = frozenset({Event.SIGN_IN, Event.SIGN_IN_FAILED, Event.SIGN_OUT, Event.PIN_FAILED, Event.TRAIL_ACCEPT})
"""Events that are written although the trail does not fit its checkpoint, so that people can still come and read."""


DISTURBED = Text(
    "操作记录和库外留存的检查点对不上，可能丢了一段，或者放回了旧的备份。现在只能看，不能做任何改动，请联系系统管理员。",
    "The trail does not fit the checkpoint kept outside the database: a part may be lost, or an old backup was put back. "
    "You can read, but nothing can be changed now; please tell the administrator.",
)
"""Said to whoever tries to act on a trail that does not fit its checkpoint."""


@dataclass(frozen=True, slots=True)
class Chain:
    """Result of a proof of the trail.

    :param head: hash of the last event, `GENESIS` when there is none
    :param broken_at: sequence number of the first event that does not fit, None when whole
    """

    count: int
    head: str
    broken_at: int | None = None

    @property
    def whole(self) -> bool:
        """True when every event fits on the one before."""
        return self.broken_at is None


def record(
    session: Session, house: House, event: Event, actor: Actor | None, plan_number: str = "", **detail: str | int | bool | None
) -> None:
    """Append one event; flushed here, so that two writers cannot take the same place.

    The chain is keyed with `house.audit_key`: whoever holds only the database cannot recompute it.

    :param actor: None for acts of the clock
    :param detail: ids and digests only, never plan text
    :raises Unavailable: the trail has lost its end, or was rewritten; nothing may be done until somebody has looked
    """
    in_turn(session)
    stands = checkpoints.standing(session, house)
    if stands is not checkpoints.Standing.WHOLE and event not in EVEN_SO:
        raise Unavailable(DISTURBED)
    last = session.execute(select(AuditEvent.seq, AuditEvent.hash).order_by(AuditEvent.seq.desc()).limit(1)).first()
    row = AuditEvent(
        seq=(last.seq if last else 0) + 1,
        at=house.clock().replace(microsecond=0),
        event=event.value,
        actor_id=actor.person_id if actor else None,
        plan_number=plan_number,
        address=actor.address if actor else "",
        detail=dict(detail),
        previous=last.hash if last else GENESIS,
    )
    row.hash = event_hash(house.audit_key, row)
    session.add(row)
    session.flush()
    if stands is checkpoints.Standing.WHOLE:
        checkpoints.after_commit(session, house, row.seq, row.hash)


def accept(session: Session, house: House, why: str) -> None:
    """Take the trail as it is after somebody has looked: an event says so, and the next checkpoint starts from it.

    :param why: reason of the operator, up to 200 characters
    """
    stands = checkpoints.standing(session, house)
    record(session, house, Event.TRAIL_ACCEPT, None, found=stands.value, why=why[:200])
    end = head(session)
    checkpoints.after_commit(session, house, end.count, end.head, even_if_shorter=True)


def in_turn(session: Session) -> None:
    """Wait until no other transaction is writing events; whoever needs more than one row to itself asks here first.

    One lock for all, taken before any row is locked, so that two writers never wait for each other.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("select pg_advisory_xact_lock(7201)"))  # SQLite has one writer anyway


def head(session: Session) -> Chain:
    """Count and last hash without proving anything, to be anchored outside the table."""
    last = session.scalar(select(AuditEvent.hash).order_by(AuditEvent.seq.desc()).limit(1))
    return Chain(session.scalar(select(func.count()).select_from(AuditEvent)) or 0, last or GENESIS)


def verify_chain(session: Session, key: bytes) -> Chain:
    """Prove the whole trail, in time linear in its length."""
    previous, count = GENESIS, 0
    events = select(*AuditEvent.__table__.columns).order_by(AuditEvent.seq).execution_options(yield_per=500)
    with closing(session.execute(events)) as rows:
        for row in rows:
            if row.seq != count + 1 or row.previous != previous or not hmac.compare_digest(row.hash, event_hash(key, row)):
                return Chain(count, previous, row.seq)
            previous, count = row.hash, count + 1
    return Chain(count, previous)


def event_hash(key: bytes, row: AuditEvent | Row[Any]) -> str:
    """HMAC-SHA256 over everything an event says and the hash of the one before, hex."""
    content: dict[str, Any] = {
        "seq": row.seq,
        "at": row.at.isoformat(),
        "event": row.event,
        "actor": row.actor_id,
        "plan": row.plan_number,
        "address": row.address,
        "detail": row.detail,
        "previous": row.previous,
    }
    return hmac.new(key, canonical_json(content), hashlib.sha256).hexdigest()
