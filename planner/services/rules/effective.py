"""The rules that hold now: the core pack and the company's publication over it, as one pack with one hash.

Every process asks the database which publication is the newest and keeps the compiled pack by its digest,
so that all of them follow a publication with their next request.
"""

from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from threading import Lock
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from planner.compliance.company import EMPTY, is_company, overlay
from planner.compliance.findings import Report
from planner.compliance.loader import load_archive
from planner.compliance.pack import Pack
from planner.compliance.schema import Rule
from planner.kernel.canonical import canonical_json, sha256_hex
from planner.kernel.errors import NotFound, Stale
from planner.kernel.i18n import Text
from planner.models import PackArchive, RulebookVersion
from planner.services import rights
from planner.services.actor import Actor
from planner.services.audit import Event, in_turn, record
from planner.services.house import House
from planner.services.in_force import in_force
from planner.services.rules.access import is_editor, only_editors

__all__ = ["is_company", "pack_in_force", "publish", "readable_report", "readable_rules", "rule_of_plan"]

Document = dict[str, Any]
"""What the company lays over the core: number, rules, filters, severities."""
ON_TRIAL = "status:trial"
"""Switch of a hit whose rule is on trial."""
MOST_PACKS = 3
"""The one in force, and two that a preview compares; a compiled pack takes 70 MB in every process."""
_packs: OrderedDict[tuple[str, str], Pack] = OrderedDict()
_lock = Lock()

ACT_NAMES: dict[str, Text] = {
    "try": Text("开始试运行", "On trial"),
    "activate": Text("启用规则", "Rule activated"),
    "retire": Text("停用规则", "Rule retired"),
    "severity": Text("调整轻重", "Weight changed"),
    "add_filter": Text("加入排除", "Exclusion added"),
    "end_filter": Text("结束排除", "Exclusion ended"),
    "step_down": Text("误报太多，退回试运行", "Too many false alarms: back to trial"),
}


@dataclass(frozen=True, slots=True)
class Publication:
    """One version of the rulebook.

    :param by: name of who published it; "" for a budget that was used up
    :param hash: of the core and the company's part together
    """

    number: int
    at: datetime
    by: str
    title: Text
    subject: str
    version: str
    hash: str


@dataclass(frozen=True, slots=True)
class RuleThen:
    """A rule as it was under an old pack.

    :param pack: the whole pack of that day, for its citations and suggestions
    :param changed: it reads otherwise today, or is gone
    """

    rule: Rule
    pack: Pack
    changed: bool

    @property
    def version(self) -> str:
        """Version of the pack of that day."""
        return self.pack.version

    @property
    def hash(self) -> str:
        """Digest of the pack of that day."""
        return self.pack.hash


def newest(session: Session) -> int:
    """Number of the publication in force; 0 before the first."""
    return session.scalar(select(RulebookVersion.number).order_by(RulebookVersion.number.desc()).limit(1)) or 0


def document_in_force(session: Session) -> Document:
    """What the company lays over the core now; numbered 0 and empty before its first publication."""
    found = session.scalar(select(RulebookVersion.document).order_by(RulebookVersion.number.desc()).limit(1))
    return dict(EMPTY) if found is None else found


def pack_in_force(session: Session, house: House) -> Pack:
    """The rules that hold now. One small query; compiled once per process."""
    digest = in_force(session).rulebook
    if not digest:
        return house.pack
    return _kept(house.pack.hash, digest) or pack_of(house, document_in_force(session))


def pack_of(house: House, document: Document) -> Pack:
    """The core with a document of the company over it, compiled; the last few are kept."""
    if not document["number"]:
        return house.pack
    digest = digest_of(document)
    found = _kept(house.pack.hash, digest)
    if found is None:
        found = overlay(house.pack, document)
        with _lock:
            _packs[house.pack.hash, digest] = found
            while len(_packs) > MOST_PACKS:
                _packs.popitem(last=False)
    return found


def _kept(core: str, digest: str) -> Pack | None:
    with _lock:
        found = _packs.get((core, digest))
        if found is not None:
            _packs.move_to_end((core, digest))
        return found


def digest_of(document: Document) -> str:
    """SHA-256 of a document."""
    return sha256_hex(canonical_json(document))


def publish(
    session: Session, house: House, document: Document, act: str, subject: str, actor: Actor | None, proposal_id: int | None = None
) -> Pack:
    """Take the next version of the rulebook into force, and archive the pack that it makes.

    :param document: numbered one higher than what it was made from
    :raises Stale: something else was published in the meantime
    """
    in_turn(session)
    if newest(session) != document["number"] - 1:
        raise Stale(Text("规则刚刚有了新的版本，请再看一次。", "The rulebook changed a moment ago. Please look again."))
    pack = pack_of(house, document)
    session.add(
        RulebookVersion(
            number=document["number"],
            document=document,
            sha256=digest_of(document),
            pack_sha256=pack.hash,
            pack_version=pack.version,
            act=act,
            subject=subject,
            proposal_id=proposal_id,
            person_id=actor.person_id if actor else None,
            at=house.clock(),
        )
    )
    session.flush()
    archive(session, house, pack)
    record(session, house, Event.RULEBOOK_PUBLISH, actor, number=document["number"], act=act, subject=subject, pack=pack.hash)
    return pack


def archive(session: Session, house: House, pack: Pack) -> None:
    """Keep a pack by its hash, so that any old check can be run again."""
    if session.get(PackArchive, pack.hash) is None:
        session.add(PackArchive(sha256=pack.hash, version=pack.version, data=pack.archive_bytes(), at=house.clock()))
        record(session, house, Event.PACK_CHANGE, None, pack=pack.hash, version=pack.version)


def publications(session: Session, actor: Actor) -> list[Publication]:
    """Every version of the rulebook, newest first.

    :raises NotFound: not an editor
    """
    only_editors(actor)
    rows = session.scalars(select(RulebookVersion).order_by(RulebookVersion.number.desc()).options(joinedload(RulebookVersion.person)))
    return [
        Publication(
            row.number,
            row.at,
            row.person.name if row.person else "",
            ACT_NAMES.get(row.act, Text(row.act, row.act)),
            row.subject,
            row.pack_version,
            row.pack_sha256,
        )
        for row in rows
    ]


def left_out(session: Session, house: House) -> tuple[str, ...]:
    """Company rules that are published but cannot run: they name something that the core of this version lacks."""
    there = {rule.id for rule in pack_in_force(session, house).rules}
    return tuple(entry["id"] for entry in document_in_force(session)["rules"] if entry["id"] not in there)


def readable_rules(pack: Pack, actor: Actor) -> tuple[Rule, ...]:
    """The rules a person may read: those that speak; editors also those on trial."""
    allowed = ("active", "trial") if is_editor(actor) else ("active",)
    return tuple(rule for rule in pack.rules if rule.status in allowed)


def readable_report(report: Report, actor: Actor) -> Report:
    """A report without the hits of rules on trial, for everybody but editors."""
    if is_editor(actor):
        return report
    return replace(report, silences=tuple(silence for silence in report.silences if silence.switch != ON_TRIAL))


def rule_of_plan(session: Session, house: House, actor: Actor, number: str, rule_id: str, revision: int | None = None) -> RuleThen:
    """A rule as it was when a plan was last submitted.

    :raises NotFound: the plan is not this person's to see, was never submitted, or its pack had no such rule that spoke
    """
    _, row, _ = rights.find(session, actor, number, house.clock(), revision=revision)
    now = pack_in_force(session, house)
    pack = now if row.pack_hash == now.hash else archived(session, row.pack_hash)
    rule = next((rule for rule in readable_rules(pack, actor) if rule.id == rule_id), None)
    if rule is None:
        raise NotFound
    return RuleThen(rule, pack, rule not in now.rules)


def archived(session: Session, sha256: str) -> Pack:
    """A pack of the archive.

    :raises NotFound: there is none with that hash
    """
    data = session.scalar(select(PackArchive.data).where(PackArchive.sha256 == sha256))
    if data is None:
        raise NotFound
    return _unpacked(data)


@lru_cache(maxsize=2)
def _unpacked(data: bytes) -> Pack:
    return load_archive(data)
