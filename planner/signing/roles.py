"""The three who sign a plan, in the order in which they sign."""

from enum import StrEnum

from planner.kernel.i18n import Text


class SignerRole(StrEnum):
    """What a signature is for; the value is also the name of its field in the PDF."""

    AUTHOR = "author"
    COMPLIANCE = "compliance"
    APPROVER = "approver"


SIGNING_ORDER: tuple[SignerRole, ...] = (SignerRole.AUTHOR, SignerRole.COMPLIANCE, SignerRole.APPROVER)
"""Each signs over what the one before has signed."""

SIGNER_ROLE_NAMES: dict[SignerRole, Text] = {
    SignerRole.AUTHOR: Text("作者", "Author"),
    SignerRole.COMPLIANCE: Text("合规", "Compliance"),
    SignerRole.APPROVER: Text("批准", "Approval"),
}
