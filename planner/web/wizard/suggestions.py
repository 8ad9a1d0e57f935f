"""Which words of a suggestion go into the text, and what an author may say to a finding."""

import re

from planner.compliance.findings import Finding, Severity
from planner.services.step_view import StepView

ONE_CLICK = ("replace", "rewrite", "delete")
_HAN = re.compile(r"[\u3400-\u9fff]")


def adoptable(finding: Finding) -> str | None:
    """What takes the place of the quoted words; "" takes them out, None when there is nothing to put in.

    Words follow the language of the text, not of the page: a Chinese plan stays Chinese.
    """
    if not finding.suggestions or finding.start == finding.end:
        return None
    first = finding.suggestions[0]
    if first.kind not in ONE_CLICK:
        return None
    if first.kind == "delete":
        return ""
    return first.text.zh if _HAN.search(finding.sentence or finding.quote) else first.text.en


def may_explain(finding: Finding) -> str | None:
    """`explain` for what officers look at, `exception` where the rule grants one, None where only a change helps."""
    if finding.severity is Severity.REVIEW:
        return "explain"
    if finding.severity is Severity.BLOCK and finding.override:
        return "exception"
    return None


def kind_of(view: StepView, fingerprint: str) -> str:
    """The kind of explanation a finding of this step takes."""
    found = next((f for f in view.findings if f.fingerprint == fingerprint), None)
    return (may_explain(found) if found else None) or "explain"
