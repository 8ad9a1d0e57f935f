"""What the checker says about a text."""

from dataclasses import dataclass
from enum import StrEnum

from planner.kernel.i18n import Text


class Severity(StrEnum):
    """How much a finding weighs; the order of the members is from heavy to light."""

    BLOCK = "block"
    REVIEW = "review"
    ADVISE = "advise"


class Confidence(StrEnum):
    """How sure the match is; a low one never blocks."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


SEVERITY_NAMES: dict[Severity, Text] = {
    Severity.BLOCK: Text("必须修改", "Must change"),
    Severity.REVIEW: Text("合规复核", "Compliance review"),
    Severity.ADVISE: Text("建议", "Suggestion"),
}


@dataclass(frozen=True, slots=True)
class Citation:
    """A provision as it may be shown.

    :param label: law and, only where it is certain, its article: 《药品管理法》第八十八条
    :param certain: True when the article was checked (high); False shows 条号待核
    :param as_of: ISO date of the last check
    """

    doc: str
    label: Text
    certain: bool
    as_of: str = ""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """How to say it instead.

    :param kind: `replace` puts the text in place of the quote, `delete` takes the quote out,
        `rewrite`, `add` and `ask` are advice; only `replace`, `rewrite` and `delete` can be put in with one click
    """

    kind: str
    text: Text


@dataclass(frozen=True, slots=True)
class Finding:
    """A passage or field that an officer would want to see.

    :param fingerprint: rule id + schema path + normalised sentence, hashed: 32 hexadecimal digits
    :param path: the field with row ids, e.g. `pre-launch.activities.k3f9abcd.agenda`; "" for a bare text
    :param schema_path: the same without row ids, e.g. `pre-launch.activities.agenda`
    :param start: first code point of the quote in the field's text (0 for structural findings)
    :param end: end of the quote, exclusive; start == end for structural findings without words
    :param quote: exactly `text[start:end]`
    :param layer: name of the normalisation layer that was needed, "standard" usually
    :param override: None when no exception can be asked for, else who may grant it (role values)
    :param four_eyes: whoever grants it must not be the officer who holds the review
    :param grounds: reason classes an exception may rest on; empty for any
    :param needs: what granting takes: `note`, `attachment`
    :param expires_days: an exception ends so many days after it was granted; None leaves it to whoever grants it
    """

    fingerprint: str
    rule_id: str
    rev: int
    category: str
    severity: Severity
    confidence: Confidence
    title: Text
    message: Text
    why: Text
    path: str
    schema_path: str
    start: int
    end: int
    quote: str
    sentence: str
    cites: tuple[Citation, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    layer: str = "standard"
    cues: tuple[str, ...] = ()
    override: tuple[str, ...] | None = None
    four_eyes: bool = False
    grounds: tuple[str, ...] = ()
    needs: tuple[str, ...] = ("note",)
    expires_days: int | None = None


@dataclass(frozen=True, slots=True)
class Silence:
    """A hit that was switched off, kept for the audit of silence.

    :param switch: what switched it off: `cue:<name>`, `protect:<word>`, `filter:<id>`, `beats:<rule id>`
    :param reason: the switch in words
    """

    rule_id: str
    path: str
    start: int
    end: int
    quote: str
    switch: str
    reason: Text


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a check found, in reading order, and everything it kept silent about."""

    findings: tuple[Finding, ...] = ()
    silences: tuple[Silence, ...] = ()

    def worst(self) -> Severity | None:
        """The heaviest severity among the findings; None when there are none."""
        order = list(Severity)
        return min((f.severity for f in self.findings), key=order.index, default=None)
