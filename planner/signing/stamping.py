"""Timestamps by RFC 3161: which servers are asked, how long, and which answers are believed."""

import asyncio
import logging
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from http.client import HTTPException

from asn1crypto import cms, tsp  # type: ignore[import-untyped]
from asn1crypto import x509 as asn1_x509
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.sign.timestamps import TimestampRequestError
from pyhanko.sign.timestamps.api import TimeStamper
from pyhanko.sign.validation.generic_cms import extract_tst_data_iter, validate_tst_signed_data
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko_certvalidator import ValidationContext

from planner.kernel.asking import ask

log = logging.getLogger(__name__)

MOST_APART = timedelta(minutes=10)
"""The clocks of signer and timestamp server may differ by so much."""
_LARGEST_ANSWER = 64 * 1024


class Profile(StrEnum):
    """How far a signature reaches (ETSI EN 319 142): its own word for the time, a timestamp, validation data, and a
    timestamp over those."""

    B = "B-B"
    T = "B-T"
    LT = "B-LT"
    LTA = "B-LTA"

    def reaches(self, other: "Profile") -> bool:
        """True when this is the other one or goes further."""
        order = list(Profile)
        return order.index(self) >= order.index(other)


@dataclass(frozen=True)
class Stamping:
    """How far signatures go here, and who vouches for their time.

    :param profile: what is aimed at; a signature falls back to B-B while no server answers
    :param urls: timestamp servers, asked in this order until one gives a timestamp that holds
    :param roots: certificates their timestamps must lead to
    :param seconds: of waiting for one server, all of its answer included
    """

    profile: Profile = Profile.B
    urls: tuple[str, ...] = ()
    roots: tuple[x509.Certificate, ...] = ()
    seconds: float = 5.0

    @cached_property
    def asn1_roots(self) -> list[asn1_x509.Certificate]:
        """The roots as pyHanko wants them."""
        return [asn1_x509.Certificate.load(root.public_bytes(Encoding.DER)) for root in self.roots]

    @property
    def stampers(self) -> list["CheckedTimeStamper"]:
        """One client for each server; none where the profile asks for no timestamp."""
        return [CheckedTimeStamper(url, self) for url in self.urls] if self.profile.reaches(Profile.T) else []


NO_TIMESTAMPS = Stamping()
"""Signatures of profile B-B."""


def own_stamp(signature: EmbeddedPdfSignature) -> cms.SignedData | None:
    """The timestamp within a signature, None where it has none."""
    return next(extract_tst_data_iter(signature.signer_info, signed=False), None)


def token_chain(token: cms.SignedData) -> list[asn1_x509.Certificate]:
    """The certificate a timestamp was made with, and those above it as far as the timestamp brings them.

    :raises ValueError: it does not bring its own
    """
    brought = [each.chosen for each in token["certificates"] if each.name == "certificate"]
    sid = token["signer_infos"][0]["sid"]
    if sid.name == "issuer_and_serial_number":
        named = (sid.chosen["issuer"], sid.chosen["serial_number"].native)
        own = next((each for each in brought if (each.issuer, each.serial_number) == named), None)
    else:
        own = next((each for each in brought if each.key_identifier == sid.chosen.native), None)
    if own is None:
        raise ValueError("the timestamp does not bring its certificate")
    chain = [own]
    while (above := next((each for each in brought if each.subject == chain[-1].issuer and each not in chain), None)) is not None:
        chain.append(above)
    return chain


def token_end(token: cms.SignedData) -> datetime:
    """Until when a timestamp proves something by itself: the end of the first of its certificates to end.

    :raises ValueError: it does not bring its own certificate
    """
    ends: list[datetime] = [each.not_valid_after for each in token_chain(token)]
    return min(ends).astimezone(UTC)


class CheckedTimeStamper(TimeStamper):
    """Asks one server, and takes its timestamp only when it stands on a trusted root and tells the right time."""

    def __init__(self, url: str, stamping: Stamping, expected: datetime | None = None) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.url, self._stamping = url, stamping
        self.expected = expected
        """The time that timestamps must come close to; None takes any."""

    async def async_request_tsa_response(self, req: tsp.TimeStampReq) -> tsp.TimeStampResp:
        """One answer, whole and not too long.

        :raises TimestampRequestError: none came in time, or it is no timestamp answer
        """
        return await asyncio.to_thread(self._ask, req.dump())

    def _ask(self, asked: bytes) -> tsp.TimeStampResp:
        headers = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
        try:
            answer = ask(self.url, asked, headers, seconds=self._stamping.seconds, most=_LARGEST_ANSWER)
            if answer.kind != "application/timestamp-reply":
                raise TimestampRequestError("no timestamp answer")
            return tsp.TimeStampResp.load(answer.data)
        except (OSError, ValueError, HTTPException) as failure:
            raise TimestampRequestError(f"no answer: {type(failure).__name__}") from failure

    async def async_timestamp(self, message_digest: bytes, md_algorithm: str) -> cms.ContentInfo:
        """A timestamp over a digest.

        :raises TimestampRequestError: refused, broken, not from a trusted server, or far from the expected time
        """
        try:
            token = await super().async_timestamp(message_digest, md_algorithm)
            moment = token["content"]["encap_content_info"]["content"].parsed["gen_time"].native
            context = ValidationContext(trust_roots=self._stamping.asn1_roots, moment=moment, allow_fetching=False)
            held = await validate_tst_signed_data(token["content"], context, lambda _: message_digest)
        except TimestampRequestError:
            raise
        except Exception as failure:  # whatever a broken answer makes the parsers raise
            raise TimestampRequestError(f"the answer cannot be read: {type(failure).__name__}") from failure
        if not (held.get("intact") and held.get("valid") and held.get("trust_problem_indic") is None):
            raise TimestampRequestError("the timestamp is not from a trusted server")
        if self.expected is not None and abs(moment - self.expected.astimezone(UTC)) > MOST_APART:
            raise TimestampRequestError("the clocks differ too much")
        return token
