"""From a checked draft to the one PDF: freeze, render, prepare, sign. No step here holds a transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from planner.documents.content import PlanContent
from planner.documents.fonts import BOLD, RARE, REGULAR
from planner.documents.pdf import render_plan
from planner.kernel.canonical import canonical_json, sha256_hex
from planner.kernel.clock import local_date
from planner.kernel.errors import NotAllowed
from planner.kernel.i18n import Text
from planner.models import Certificate, IssuedFile, Revision, SignatureRow, Territory
from planner.services import audit, evidence, known, library
from planner.services.actor import Actor, Lent
from planner.services.draft import Draft
from planner.services.hands import Hand
from planner.services.house import House
from planner.signing.fields import FieldBox, prepare
from planner.signing.lettering import StampFonts
from planner.signing.roles import SignerRole
from planner.signing.sign import SignatureRequest, reached, reached_by_all
from planner.signing.stamping import Profile
from planner.wizards.flow import period, phase_windows
from planner.wizards.snapshot import to_json

MEANINGS: Mapping[SignerRole, str] = {
    SignerRole.AUTHOR: "我写了这份计划，内容属实，我会按批准的版本执行。",
    SignerRole.COMPLIANCE: "我复核了全部提示，审查记录的校验值写在这次签名里。",
    SignerRole.APPROVER: "我批准这份计划在所列期间内执行。",
}
"""What each signature says; chosen by the workflow, in the language of the document."""


@dataclass(frozen=True, slots=True)
class SignedFile:
    """A PDF with one signature more than before.

    :param profile: PAdES level of the newest signature
    :param level: PAdES level that all signatures of the file reach
    :param for_person_id: on whose behalf it was signed, None for oneself
    """

    data: bytes
    pages: int
    role: SignerRole
    at: datetime
    profile: Profile
    level: Profile
    for_person_id: int | None = None

    @property
    def sha256(self) -> str:
        """Digest under which the file is registered."""
        return sha256_hex(self.data)


def freeze(session: Session, house: House, draft: Draft, actor: Actor) -> dict[str, Any]:
    """Everything the paper says, as plain JSON values; its canonical form is what the signatures are about."""
    view, now = draft.view, house.clock()
    span = period(draft.answers)
    trail = audit.head(session)
    return {
        "schema": 1,
        "company": house.company,
        "number": view.plan.number,
        "revision": view.revision.number,
        "plan_type": to_json(view.plan_type),
        "title": draft.answers.get("basics", {}).get("title") or "",
        "period": [day.isoformat() for day in span] if span else [],
        "period_begun": bool(span and span[0] <= local_date(now)),
        "territory": {
            "id": view.plan.territory_id,
            "name": view.plan.territory.name,
            "path_names": _path_names(session, view.plan.territory),
        },
        "author": {
            "name": actor.name,
            "job_title": actor.job_title,
            "territory": actor.territory_name,
            "employee_number": actor.employee_number,
            "filing_number": view.plan.author.filing_number,
            "filing_expires": view.plan.author.filing_expires.isoformat() if view.plan.author.filing_expires else None,
        },
        "products": [
            {
                "id": product.id,
                "generic_name": product.generic_name,
                "brand_names": list(product.brand_names),
                "approval_number": product.approval_number,
                "approval_date": product.approval_date.isoformat() if product.approval_date else None,
                "indications": list(product.indications),
            }
            for product in draft.products
        ],
        "territories": _territory_names(session, draft.answers),
        "answers": draft.answers,
        "known": known.plain(draft.known),
        "windows": {phase: [a.isoformat(), b.isoformat()] for phase, (a, b) in phase_windows(view.plan_type, draft.answers).items()},
        "submitted_at": now.replace(microsecond=0).isoformat(),
        "pack": {"version": draft.pack.version, "hash": draft.pack.hash},
        "policy": {"hash": draft.policy.hash},
        "library": {"hash": library.state(session)},
        "trail": {"count": trail.count, "head": trail.head},
        evidence.PART: evidence.inputs(draft, library.material_facts(session)),
    }


def _path_names(session: Session, territory: Territory) -> list[str]:
    ids = [int(part) for part in territory.path.strip("/").split("/") if part]
    names = {row.id: row.name for row in session.scalars(select(Territory).where(Territory.id.in_(ids)))}
    return [names[i] for i in ids if i in names]


def _territory_names(session: Session, answers: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    chosen = answers.get("basics", {}).get("territory")
    row = session.get(Territory, chosen) if chosen else None
    return {str(row.id): row.name} if row else {}


def render_and_sign(house: House, content: dict[str, Any], code: str, hand: Hand, actor: Actor) -> SignedFile:
    """Render the frozen content, add the three fields, and sign as its author.

    :raises Unavailable: rendering failed or took too long; nothing was issued
    :raises Invalid: a character that no font has
    """
    paper = render_plan(PlanContent.from_json(content), verify_url=verify_url(house, code), code=code)
    boxes = [FieldBox(SignerRole(box.role), box.page, box.rect) for box in paper.boxes]
    return sign(house, prepare(paper.data, boxes, stamp_fonts()), paper.pages, SignerRole.AUTHOR, hand, actor)


def sign(
    house: House,
    pdf: bytes,
    pages: int,
    role: SignerRole,
    hand: Hand,
    actor: Actor,
    reason: str | None = None,
    lent: Lent | None = None,
) -> SignedFile:
    """Append one person's signature to a plan PDF.

    :param reason: stands in the signature itself; the meaning when None
    :param lent: the role by which the person signs for somebody else; the stamp and the signature say so
    """
    moment = house.clock().replace(microsecond=0)
    title = f"{actor.job_title}，{actor.territory_name}" if actor.territory_name else actor.job_title
    meaning = MEANINGS[role]
    reason = reason or meaning
    if lent is not None:  # in front, where a long title is not cut off
        title, reason = f"（代{lent.giver}）{title}", f"代{lent.giver}：{reason}"
    request = SignatureRequest(role, actor.name, title, meaning, reason, moment, stamp_fonts())
    signed = hand.sign(pdf, request)
    return SignedFile(signed, pages, role, moment, reached(signed), reached_by_all(signed), lent.giver_id if lent else None)


def confirmation(session: Session, revision: Revision, role: str, digest: str) -> str:
    """What a signing form names: the text, and after a signature that was taken back, which time it is, so that the
    confirmation that was given then is none any more.

    :param role: a value of `SignerRole`
    :param digest: of what the form shows
    """
    mine = (SignatureRow.revision_id == revision.id, SignatureRow.role == role)
    earlier = session.scalar(select(func.count()).select_from(SignatureRow).where(*mine))
    return sha256_hex(f"{digest} {earlier}".encode()) if earlier else digest


def stamp_fonts() -> StampFonts:
    """The faces stamps are lettered with."""
    return StampFonts.of(REGULAR, BOLD, RARE)


def verify_url(house: House, code: str) -> str:
    """The address in the QR code; it stands in print for ever."""
    return f"{house.public_url}/v/{code}"


def register(session: Session, revision: Revision, round_: int, file: SignedFile, hand: Hand, actor: Actor) -> None:
    """Put a signed file into the register of issued files, with its newest signature.

    :raises NotAllowed: the certificate was revoked or replaced while it signed
    """
    if session.scalar(select(Certificate.state).where(Certificate.id == hand.certificate_id)) != "active":
        raise NotAllowed(
            Text("你的签名证书刚刚停用了，这次签名不算。", "Your certificate was just retired; this signature does not count.")
        )
    order = list(SignerRole)
    session.add(
        IssuedFile(
            revision_id=revision.id,
            round=round_,
            kind="plan",
            signatures=order.index(file.role) + 1,
            sha256=file.sha256,
            data=file.data,
            pages=file.pages,
            at=file.at,
            profile=file.level.value,
        )
    )
    session.add(
        SignatureRow(
            revision_id=revision.id,
            round=round_,
            role=file.role.value,
            person_id=actor.person_id,
            for_person_id=file.for_person_id,
            certificate_id=hand.certificate_id,
            meaning=MEANINGS[file.role],
            profile=file.profile.value,
            file_sha256=file.sha256,
            at=file.at,
        )
    )
    session.flush()


def content_bytes(content: dict[str, Any]) -> tuple[bytes, str]:
    """Canonical form of the content, and its SHA-256."""
    data = canonical_json(content)
    return data, sha256_hex(data)
