"""What is said of a file or a code: the answers, and the signers as strangers may see them."""

from dataclasses import dataclass
from datetime import date, datetime

from planner.kernel.i18n import Text
from planner.signing.examination import Problem
from planner.signing.roles import SignerRole
from planner.workflow import State


@dataclass(frozen=True, slots=True)
class Signer:
    """One signature as strangers may see it.

    :param behalf: name of the person for whom it was given, empty for oneself
    """

    role: SignerRole
    role_name: Text
    name: str
    title: str
    meaning: str
    at: datetime | None
    certificate: str
    behalf: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answers. Nothing of the plan is in it but its number.

    :param by_code: only the code was given, so nothing is said about a file
    :param issued: byte for byte a file of the register (by code: a complete one is registered)
    :param intact: signatures are mathematically good and nothing was changed or added
    :param complete: author, compliance and approver have signed
    :param trusted: every certificate comes from the company's authority and was good at the time
    :param in_force: the file is complete, its revision approved, its period not over, and nothing superseded or withdrew it
    :param state: of the revision, None when the file is not ours
    :param problems: everything that is wrong, in words
    :param faults: what the strict check of the file found, by question; () when only a code was given
    :param profile: PAdES level that every signature of the file reaches, B-B when only the signers' clock says when; empty when unknown
    :param kept: False for a file that was issued here and is past the time for which it was kept: only its digest is
    :param vouched_at: when a timestamp over the whole file says its signatures were there, None without one
    :param lasts_until: until when timestamps prove the times without anybody's word, None where they do not
    """

    by_code: bool
    issued: bool
    intact: bool
    complete: bool
    trusted: bool
    in_force: bool
    state: State | None
    number: str
    revision: int
    issued_at: datetime | None
    state_since: datetime | None
    newer_revision: int | None
    valid_from: date | None
    valid_until: date | None
    signers: tuple[Signer, ...]
    problems: tuple[Text, ...]
    faults: tuple[Problem, ...]
    profile: str
    vouched_at: datetime | None
    lasts_until: datetime | None
    sha256: str
    checked_at: datetime
    kept: bool = True

    @property
    def good(self) -> bool:
        """True when every answer is yes."""
        return self.issued and self.intact and self.complete and self.trusted and self.in_force
