"""What an examination of a signed file found, in words and as JSON."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any, Self

from planner.kernel.i18n import Text
from planner.signing.roles import SIGNING_ORDER, SignerRole

REVOKED = Text("签名证书在签名之前已经吊销。", "The certificate was revoked before it was used.")


class ProblemKind(StrEnum):
    """Which question of the verify page a problem answers with no."""

    UNREADABLE = "unreadable"  # no PDF, too large, broken, or the check ran out of time
    ALTERED = "altered"  # not the bytes that were signed, or something was added
    INCOMPLETE = "incomplete"  # a signature is missing, double, in the wrong order or of the wrong kind
    UNTRUSTED = "untrusted"  # signer's certificate not from this company, revoked or not valid at that time


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, fit to be shown."""

    kind: ProblemKind
    message: Text


@dataclass(frozen=True, slots=True)
class FoundSignature:
    """One signature as found in a file. All words come from the file: escape them, and believe them only if `sound`.

    :param role: what the field is for; None for a field that is not ours
    :param field: name of the field
    :param name: CN of the certificate
    :param employee_number: serialNumber of the certificate
    :param company: O of the certificate
    :param reason: what the signature says; for compliance it ends with the digest of the review record
    :param moment: claimed time of signing, aware; None when there is none
    :param serial: serial number of the certificate
    :param timestamped: True when a trusted timestamp vouches for the time
    :param problems: what is wrong with this one
    :param stamp_until: when the certificates of its timestamp end, None without one that is trusted
    """

    role: SignerRole | None
    field: str
    name: str
    employee_number: str
    company: str
    reason: str
    moment: datetime | None
    serial: int
    timestamped: bool
    problems: tuple[Problem, ...]
    stamp_until: datetime | None = None

    @property
    def sound(self) -> bool:
        """True when nothing is wrong with this signature."""
        return not self.problems


@dataclass(frozen=True, slots=True)
class Examination:
    """What was found in a file. Being sound is half of being valid: the register of issued files says the rest.

    :param sha256: digest of the bytes that were examined, to look up in the register
    :param signatures: in the order in which they were made
    :param problems: what is wrong with the file as a whole
    :param revocation_checked: True when a revocation list was at hand
    :param profile: PAdES level that every signature reaches, see `Profile`; empty without signatures
    :param vouched_at: when a timestamp over the whole file says all its signatures were there; None without one
    :param closed_until: when the certificates of the newest such timestamp end; None without one
    """

    sha256: str
    signatures: tuple[FoundSignature, ...]
    problems: tuple[Problem, ...]
    revocation_checked: bool
    profile: str = ""
    vouched_at: datetime | None = None
    closed_until: datetime | None = None

    @property
    def lasts_until(self) -> datetime | None:
        """Until when timestamps prove the times of all signatures without anybody's word; None where one has none."""
        if self.closed_until is not None:
            return self.closed_until
        ends = [one.stamp_until for one in self.signatures]
        known = [end for end in ends if end is not None]
        return min(known) if known and len(known) == len(ends) else None

    @property
    def all_problems(self) -> tuple[Problem, ...]:
        """Of the file, then of each signature."""
        return self.problems + tuple(p for s in self.signatures for p in s.problems)

    def has(self, *kinds: ProblemKind) -> bool:
        """True when there is a problem of one of these kinds."""
        return any(p.kind in kinds for p in self.all_problems)

    @property
    def sound(self) -> bool:
        """True when all three signatures are there, intact, trusted, and cover the whole file."""
        return not self.all_problems and tuple(s.role for s in self.signatures) == SIGNING_ORDER

    @property
    def unaltered(self) -> bool:
        """True when the file is readable, signed, and nothing was changed or added."""
        return bool(self.signatures) and not self.has(ProblemKind.UNREADABLE, ProblemKind.ALTERED)

    @property
    def complete(self) -> bool:
        """True when author, compliance and approver signed, in this order, and nobody else."""
        return tuple(s.role for s in self.signatures) == SIGNING_ORDER and not self.has(ProblemKind.UNREADABLE, ProblemKind.INCOMPLETE)

    @property
    def trusted(self) -> bool:
        """True when every signer's certificate is from the given roots and was good at the time."""
        return bool(self.signatures) and not self.has(ProblemKind.UNREADABLE, ProblemKind.UNTRUSTED)

    def with_revoked(self, since: Mapping[int, datetime]) -> Self:
        """The same with what is known of revocations beyond the lists.

        :param since: from when on certificates do not count, by serial number
        """
        problem = Problem(ProblemKind.UNTRUSTED, REVOKED)
        signatures = tuple(
            replace(one, problems=(*one.problems, problem))
            if one.serial in since and (one.moment is None or one.moment >= since[one.serial]) and problem not in one.problems
            else one
            for one in self.signatures
        )
        return replace(self, signatures=signatures)

    def to_json(self) -> dict[str, Any]:
        """As values for JSON; `from_json` reads them back."""
        values = asdict(self)
        for signature in values["signatures"]:
            signature["moment"], signature["stamp_until"] = _said(signature["moment"]), _said(signature["stamp_until"])
        values["vouched_at"], values["closed_until"] = _said(self.vouched_at), _said(self.closed_until)
        return values

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Self:
        """Read back what `to_json` wrote.

        :raises KeyError, TypeError, ValueError: it was something else
        """
        signatures = tuple(
            FoundSignature(
                **{
                    **each,
                    "role": SignerRole(each["role"]) if each["role"] else None,
                    "moment": _read(each["moment"]),
                    "stamp_until": _read(each["stamp_until"]),
                    "problems": _problems(each["problems"]),
                }
            )
            for each in values["signatures"]
        )
        vouched, closed = _read(values["vouched_at"]), _read(values["closed_until"])
        problems = _problems(values["problems"])
        return cls(values["sha256"], signatures, problems, values["revocation_checked"], values["profile"], vouched, closed)


def _said(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _read(said: str | None) -> datetime | None:
    return datetime.fromisoformat(said) if said else None


def _problems(values: list[dict[str, Any]]) -> tuple[Problem, ...]:
    return tuple(Problem(ProblemKind(v["kind"]), Text(**v["message"])) for v in values)
