"""The shape that a signature of ours always has; whatever differs was not made by the product, however well it verifies."""

from asn1crypto import cms  # type: ignore[import-untyped]
from pyhanko.sign.fields import FieldMDPAction, MDPPerm
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from planner.signing.roles import SignerRole

_DIGESTS = ("sha256", "sha384", "sha512")
_TIMESTAMP = ["signature_time_stamp_token"]


def tidy_container(signature: EmbeddedPdfSignature) -> bool:
    """True when the space of the signature, which no signature covers, holds just the signature and then zeros.

    The container is built again from its parts (the signed ones, the certificate they name, the signature) and must
    come out the same, or else unsigned bits of it could be changed unnoticed. Of what stands beside the signed parts
    only one timestamp may be there, which vouches for itself.

    :raises Exception: of many kinds, on hostile files
    """
    signer, signed = signature.signer_info, signature.signed_data
    certificate = signature.signer_cert
    rebuilt_signer = cms.SignerInfo(
        {
            "version": "v1",
            "sid": {"issuer_and_serial_number": {"issuer": certificate.issuer, "serial_number": certificate.serial_number}},
            "digest_algorithm": signer["digest_algorithm"],
            "signed_attrs": signer["signed_attrs"],
            "signature_algorithm": signer["signature_algorithm"],
            "signature": signer["signature"].native,
        }
    )
    beside = signer["unsigned_attrs"]
    if beside:
        if [each["type"].native for each in beside] != _TIMESTAMP or len(beside[0]["values"]) != 1:
            return False
        rebuilt_signer["unsigned_attrs"] = beside
    content = {
        "version": "v1",
        "digest_algorithms": [signer["digest_algorithm"]],
        "encap_content_info": {"content_type": "data"},
        "certificates": signed["certificates"],
        "signer_infos": [rebuilt_signer],
    }
    rebuilt = cms.ContentInfo({"content_type": "signed_data", "content": cms.SignedData(content)})
    start, length, end, _ = (int(n) for n in signature.byte_range)
    gap = bytes(signature.reader.stream.getbuffer()[start + length : end])
    digits: bytes = rebuilt.dump().hex().upper().encode()
    return gap == b"<" + digits.ljust(len(gap) - 2, b"0") + b">"


def limits_changes(signature: EmbeddedPdfSignature, role: SignerRole) -> bool:
    """The author certifies (form filling only), the approver locks every field and forbids further change."""
    try:
        if role is SignerRole.AUTHOR:
            return bool(signature.docmdp_level is MDPPerm.FILL_FORMS)
        if role is SignerRole.APPROVER:
            lock = signature.fieldmdp
            return bool(signature.docmdp_level is MDPPerm.NO_CHANGES and lock is not None and lock.action is FieldMDPAction.ALL)
    except Exception:  # noqa: BLE001 - pyHanko raises a dozen unrelated kinds on hostile files
        return False
    return True


def of_our_kind(signature: EmbeddedPdfSignature) -> bool:
    """True for a PAdES signature; the older kinds do not name their certificate among what is signed."""
    return bool(signature.sig_object.get("/SubFilter") == "/ETSI.CAdES.detached")


def strong_enough(signature: EmbeddedPdfSignature) -> bool:
    """True when what was signed was hashed in a way that nobody can make collide."""
    return str(signature.md_algorithm) in _DIGESTS


def personal(signature: EmbeddedPdfSignature) -> bool:
    """True for the certificate of a person; an authority's own key signs certificates and lists, never plans."""
    certificate = signature.signer_cert
    return not certificate.ca and bool(certificate.subject.native.get("serial_number"))


def out_of_date(signature: EmbeddedPdfSignature) -> bool:
    """True when the time the signature claims lies outside the life of its certificate."""
    validity, moment = signature.signer_cert["tbs_certificate"]["validity"], signature.self_reported_timestamp
    return moment is not None and not validity["not_before"].native <= moment <= validity["not_after"].native
