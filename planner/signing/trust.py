"""Whose certificates are believed, and what is asked about their revocation."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property

from asn1crypto import x509 as asn1_x509  # type: ignore[import-untyped]
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature
from pyhanko_certvalidator import ValidationContext
from pyhanko_certvalidator.path import ValidationPath
from pyhanko_certvalidator.policy_decl import CertRevTrustPolicy, RevocationCheckingPolicy, RevocationCheckingRule

from planner.signing.issuer import anchors, issued

_ON_OUR_LIST = CertRevTrustPolicy(
    RevocationCheckingPolicy(
        ee_certificate_rule=RevocationCheckingRule.CRL_REQUIRED,
        intermediate_ca_cert_rule=RevocationCheckingRule.CHECK_IF_DECLARED_SOFT,  # the list of a root that is not ours to sign with
    ),
    retroactive_revinfo=True,  # the list at hand is newer than the signature
)


@dataclass(frozen=True)
class Trust:
    """Whom to believe, at the moment a signature claims.

    :param roots: certificates of the company's authorities, with those above them or without
    :param crls: their revocation lists as DER; None leaves revocation unchecked
    :param tsa_roots: roots of the timestamp servers
    :param provider_roots: roots of a signing provider
    """

    roots: Sequence[x509.Certificate]
    crls: list[bytes] | None
    tsa_roots: Sequence[x509.Certificate]
    provider_roots: Sequence[x509.Certificate] = ()

    def of_signer(self, signature: EmbeddedPdfSignature, moment: datetime | None) -> ValidationContext:
        """Whoever names the company as issuer must be found in its own lists; only others may be the provider's."""
        moment = moment or datetime.now(UTC)
        if self._is_providers(signature.signer_cert):
            return ValidationContext(trust_roots=to_asn1(self.provider_roots), moment=moment, allow_fetching=False)
        tops, rest = self._tops_and_rest
        if self.crls is None:
            return ValidationContext(trust_roots=tops, other_certs=rest, moment=moment, allow_fetching=False, revocation_mode="soft-fail")
        return ValidationContext(
            trust_roots=tops, other_certs=rest, moment=moment, allow_fetching=False, crls=self.crls, revinfo_policy=_ON_OUR_LIST
        )

    def of_timestamps(self, moment: datetime | None) -> ValidationContext:
        """Any server that leads to a root of the settings."""
        return ValidationContext(trust_roots=to_asn1(self.tsa_roots), moment=moment or datetime.now(UTC), allow_fetching=False)

    def is_ours(self, path: ValidationPath | None) -> bool:
        """True when a path leads over an authority that certifies people: a root above it stands above others, too."""
        if path is None:
            return False
        believed = {each.dump() for each in (*self._anchors, *to_asn1(self.provider_roots))}
        return any(each.dump() in believed for each in path.iter_certs(include_root=True))

    def _is_providers(self, certificate: asn1_x509.Certificate) -> bool:
        ours = any(each.subject == certificate.issuer for each in to_asn1(self.roots))
        return bool(self.provider_roots) and not ours

    @cached_property
    def _anchors(self) -> list[asn1_x509.Certificate]:
        return to_asn1(anchors(self.roots))

    @cached_property
    def _tops_and_rest(self) -> tuple[list[asn1_x509.Certificate], list[asn1_x509.Certificate]]:
        """Those that nobody of the given issued, and the others: paths are built from the very top."""
        below = [one for one in self.roots if any(other != one and issued(other, one) for other in self.roots)]
        return to_asn1(one for one in self.roots if one not in below), to_asn1(below)


def to_asn1(certificates: Iterable[x509.Certificate]) -> list[asn1_x509.Certificate]:
    """Certificates as pyHanko wants them."""
    return [asn1_x509.Certificate.load(each.public_bytes(Encoding.DER)) for each in certificates]
