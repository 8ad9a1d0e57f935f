"""Everything built once at start and handed to the services."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from sqlalchemy.orm import Session

from planner.compliance.loader import load_pack
from planner.compliance.pack import Pack
from planner.kernel.clock import Clock, utc_now
from planner.services.oidc_provider import Provider
from planner.signing.csc import Provider as SigningProvider
from planner.signing.issuer import GivenIssuer
from planner.signing.stamping import NO_TIMESTAMPS, Stamping
from planner.wizards.registry import discover
from planner.wizards.schema import PlanType

Ring = Callable[[str, int], None]
"""Wakes a worker: a job of this kind with this number waits. Nobody relies on it (see services/bell.py)."""
Transaction = Callable[[], AbstractContextManager[Session]]
"""Opens a short write transaction: commits at the end, rolls back on an error."""


IDLE, ABSOLUTE = timedelta(minutes=60), timedelta(hours=12)
"""How long somebody stays signed in without doing anything, and at all, where no setting says otherwise."""


def no_bell(kind: str, job: int) -> None:
    """Where no bell hangs, workers look for themselves."""


@dataclass(frozen=True, slots=True)
class House:
    """Clock, declarations, rules and secrets.

    :param public_url: address in QR codes and CRL addresses, without a slash at the end
    :param key_secret: secret that seals private keys, kept outside database and backup
    :param audit_key: secret of the trail's hash chain
    :param company: name on the cover and in certificates
    :param checkpoint: file outside the database that knows the trail's end, None for none (see services/checkpoints.py)
    :param stamping: how far signatures go, and which timestamp servers vouch for their time
    :param mails: mails leave this installation, to a server or the demo's folder
    :param bell: wakes a worker when a job waits
    :param issuer: who certifies people when the company gives an issuer of its own, None for an authority of our making
    :param signing_provider: who keeps people's keys, None for keys of our own under PIN and server secret
    :param provider_roots: what its certificates lead to; still trusted where there is none any more, for what was signed then
    :param idle: a session ends so long after the last thing its person did
    :param absolute: and so long after signing in, however busy
    :param company_sign_in: where people sign in with the company's account, None for nowhere
    """

    clock: Clock
    plan_types: dict[str, PlanType]
    pack: Pack
    public_url: str
    key_secret: bytes
    audit_key: bytes
    company: str
    demo: bool = False
    checkpoint: Path | None = None
    stamping: Stamping = NO_TIMESTAMPS
    mails: bool = False
    company_sign_in: Provider | None = None
    issuer: GivenIssuer | None = None
    bell: Ring = no_bell
    signing_provider: SigningProvider | None = None
    provider_roots: tuple[x509.Certificate, ...] = ()
    idle: timedelta = IDLE
    absolute: timedelta = ABSOLUTE

    def password_counts(self, email: str) -> bool:
        """False where people come by the company's account only, but for the one who can still get in when that is broken."""
        provider = self.company_sign_in
        return provider is None or not provider.only or email == provider.break_glass


def open_house(
    *,
    public_url: str,
    key_secret: bytes,
    audit_key: bytes,
    company: str = "衡屿医药",
    demo: bool = False,
    clock: Clock = utc_now,
    keep: Path | None = None,
    checkpoint: Path | None = None,
    stamping: Stamping = NO_TIMESTAMPS,
    mails: bool = False,
    company_sign_in: Provider | None = None,
    issuer: GivenIssuer | None = None,
    bell: Ring = no_bell,
    signing_provider: SigningProvider | None = None,
    provider_roots: tuple[x509.Certificate, ...] = (),
    idle: timedelta = IDLE,
    absolute: timedelta = ABSOLUTE,
) -> House:
    """Load plan types and rule pack once.

    :param keep: folder in which the parsed pack is kept for the next start, None for none
    :raises PackError: the rule pack does not load; the message names file, line and reason
    """
    return House(
        clock,
        discover(),
        load_pack("zh_cn", keep=keep),
        public_url.rstrip("/"),
        key_secret,
        audit_key,
        company,
        demo,
        checkpoint,
        stamping,
        mails,
        company_sign_in,
        issuer,
        bell,
        signing_provider,
        provider_roots,
        idle,
        absolute,
    )
