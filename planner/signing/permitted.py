"""What may change in a file after a signature. pyHanko's own policy also lets title data and XMP pass."""

from collections.abc import Sequence

from pyhanko.sign.diff_analysis import (
    CatalogModificationRule,
    DSSCompareRule,
    FormUpdatingRule,
    ObjectStreamRule,
    QualifiedWhitelistRule,
    SigFieldCreationRule,
    SigFieldModificationRule,
    StandardDiffPolicy,
    XrefStreamRule,
)
from pyhanko.sign.diff_analysis.form_rules_api import FieldMDPRule
from pyhanko.sign.diff_analysis.policy_api import ModificationLevel


def _only(fields: Sequence[FieldMDPRule], *further: QualifiedWhitelistRule) -> StandardDiffPolicy:
    """The file's own tables of objects, these changes of the form, and what is named further."""
    tables = [rule().as_qualified(ModificationLevel.LTA_UPDATES) for rule in (XrefStreamRule, ObjectStreamRule)]
    catalog = CatalogModificationRule()  # type: ignore[no-untyped-call]
    return StandardDiffPolicy(global_rules=[catalog, *tables, *further], form_rule=FormUpdatingRule(field_rules=list(fields)))


SIGNING = _only([SigFieldModificationRule()])
"""Between two signatures: nothing but the signing of a field that was there from the start."""

LENGTHENING = _only(
    [SigFieldCreationRule(), SigFieldModificationRule()],  # type: ignore[no-untyped-call]
    DSSCompareRule().as_qualified(ModificationLevel.LTA_UPDATES),
)
"""Behind the last signature: document timestamps in fields of their own, and validation data."""
