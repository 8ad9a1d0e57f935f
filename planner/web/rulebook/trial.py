"""Try a text: what lights up, what stays silent, and why. Nothing is kept."""

from dataclasses import dataclass

from planner.compliance.engine import check_text
from planner.compliance.findings import Finding, Report, Silence
from planner.compliance.pack import Pack
from planner.compliance.scope import Scope
from planner.kernel.clock import local_date
from planner.kernel.i18n import Text
from planner.services.actor import Actor
from planner.services.house import House
from planner.services.rules import effective
from planner.web.language import t
from planner.web.marks import Mark
from planner.web.rulebook.book import PHASE_NAMES
from planner.web.rulebook.trace import Quiet, needed, outdone, quiets, tidied

LONGEST = 5_000
EMPTY = Text("先写一段要试的文字。", "Write a text to try first.")
TOO_LONG = Text("最多 5000 个字，请分几段试。", "At most 5,000 characters; try it in parts.")


@dataclass(frozen=True, slots=True)
class Trial:
    """A text with what the checker said to it.

    :param untouched: rules that neither lit up nor were silenced
    :param tidied: what was made uniform before reading
    :param needed: of each finding, what it needed beyond the plain words
    :param quiets: hits that the text itself switched off
    :param outdone: rules that stepped back behind a finding at the same place
    """

    text: str
    plan_type: str
    phase: str
    problem: Text | None
    report: Report
    marks: tuple[Mark, ...]
    titles: dict[str, Text]
    untouched: int
    tidied: str = ""
    needed: tuple[list[str], ...] = ()
    quiets: tuple[Quiet, ...] = ()
    outdone: tuple[str, ...] = ()

    def title(self, rule_id: str) -> str:
        """Name of a rule."""
        return t(self.titles[rule_id])


def try_text(house: House, pack: Pack, actor: Actor, text: str, plan_type: str, phase: str) -> Trial:
    """Check a text as if it stood in such a plan; unknown type or phase means every rule applies."""
    text = text.replace("\r\n", "\n")
    plan_type, phase = plan_type if plan_type in house.plan_types else "", phase if phase in PHASE_NAMES else ""
    titles = {rule.id: Text(rule.title.zh, rule.title.en) for rule in pack.rules}
    problem = EMPTY if not text.strip() else TOO_LONG if len(text) > LONGEST else None
    if problem is not None:
        return Trial(text[:LONGEST], plan_type, phase, problem, Report(), (), titles, 0)
    scope = Scope(plan_type=plan_type or None, phase=phase or None, on=local_date(house.clock()))
    report = effective.readable_report(check_text(text, pack, scope), actor)
    return Trial(
        text,
        plan_type,
        phase,
        None,
        report,
        _marks(report),
        titles,
        _untouched(pack, report),
        tidied(text),
        tuple(needed(pack, finding) for finding in report.findings),
        tuple(quiets(pack, text, report)),
        tuple(outdone(report)),
    )


def _marks(report: Report) -> tuple[Mark, ...]:
    lit = [_lit(finding, number) for number, finding in enumerate(report.findings, 1)]
    return (*lit, *(_hushed(silence) for silence in report.silences))


def _lit(finding: Finding, number: int) -> Mark:
    return Mark(finding.start, finding.end, finding.severity.value, number, key=f"try-{number}")


def _hushed(silence: Silence) -> Mark:
    return Mark(silence.start, silence.end, "", kind="silent")


def _untouched(pack: Pack, report: Report) -> int:
    named = {finding.rule_id for finding in report.findings} | {silence.rule_id for silence in report.silences}
    return sum(rule.status == "active" and rule.id not in named for rule in pack.rules)
