"""The story of a plan and the trail as files: lines for a spreadsheet that runs nothing, and the paper."""

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from sqlalchemy.orm import Session

from planner.documents.story import StoryPaper, render_story
from planner.kernel.canonical import sha256_hex
from planner.kernel.clock import local
from planner.kernel.i18n import Language, Text
from planner.services import audit
from planner.services.actor import Actor
from planner.services.audit import Chain, Event, record
from planner.services.event_words import KINDS, Fact
from planner.services.house import House
from planner.services.story import StoryLine, Wanted, story
from planner.services.trail import TrailLine

MARK = "\ufeff"
"""First character of the file: without it Excel reads Chinese as something else."""
RISKY = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a spreadsheet could take for the beginning of a formula."""
CLOCK = Text("系统", "the system")

_HEADS = (
    Text("序号", "No."), Text("时间", "Time"), Text("计划", "Plan"), Text("版次", "Revision"), Text("人员", "Person"), Text("代", "On behalf of"),
    Text("种类", "Kind"), Text("做了什么", "What"), Text("之前", "Before"), Text("之后", "After"), Text("内容", "Details"),
    Text("来自", "From address"), Text("校验值", "Digest"),
)  # fmt: skip
_END = Text("操作记录共 {n} 条，末条校验值 {head}", "The trail has {n} events, digest of the last {head}")


@dataclass(frozen=True, slots=True)
class StoryFile:
    """A file to take away.

    :param name: of the file, ASCII
    """

    kind: str
    name: str
    media_type: str
    data: bytes


def as_csv(session: Session, house: House, actor: Actor, number: str, wanted: Wanted, language: Language) -> StoryFile:
    """The chosen part of a plan's story, oldest first; its last line names count and head of the trail.

    :raises NotFound: not this person's to see
    """
    found, end = story(session, house, actor, number, wanted), audit.head(session)
    lines = (TrailLine(number, line) for line in reversed(found.lines))
    data = "".join(csv_lines(lines, end, language)).encode()
    return StoryFile("story_csv", f"{number}-story.csv", "text/csv", data)


def as_pdf(session: Session, house: House, actor: Actor, number: str, wanted: Wanted) -> StoryFile:
    """The chosen part of a plan's story on paper, oldest first, Chinese as every paper of the house.

    :raises NotFound: not this person's to see
    :raises Unavailable: the paper was not made
    """
    found, end = story(session, house, actor, number, wanted), audit.head(session)
    paper = StoryPaper(
        company=house.company,
        number=number,
        title=found.title,
        at=house.clock(),
        by=actor.name,
        total=found.total,
        trail_count=end.count,
        trail_head=end.head,
        lines=tuple(_printed(line) for line in reversed(found.lines)),
    )
    session.rollback()  # nothing is locked while the paper is made
    return StoryFile("story_pdf", f"{number}-story.pdf", "application/pdf", render_story(paper).data)


def note(session: Session, house: House, actor: Actor, number: str, file: StoryFile) -> None:
    """Write a file that was taken into the trail."""
    record(session, house, Event.FILE_EXPORT, actor, number, file=sha256_hex(file.data), kind=file.kind)


def csv_lines(lines: Iterable[TrailLine], end: Chain, language: Language) -> Iterator[str]:
    """The lines of a CSV file as they come, heads first, count and head of the trail last."""
    yield MARK + _row([head.in_(language) for head in _HEADS])
    for one in lines:
        yield _row(_cells(one.plan, one.line, language))
    yield _row([_END.in_(language, n=end.count, head=end.head)])


def plain(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: what could begin one gets a quote before it.

    Source: OWASP, "CSV Injection".
    """
    return f"'{cell}" if cell.startswith(RISKY) else cell


def fact_words(facts: Iterable[Fact], language: Language) -> str:
    """What an event carries, in one line."""
    said = (f"{fact.label.in_(language)} {_in(fact.value, language)}" for fact in facts)
    return ("；" if language == "zh" else "; ").join(said)


def _cells(plan: str, line: StoryLine, language: Language) -> list[str]:
    return [
        str(line.seq),
        local(line.at).isoformat(sep=" "),
        plan,
        str(line.revision or ""),
        line.who or ("" if line.who_id is not None else CLOCK.in_(language)),
        line.behalf,
        KINDS[line.kind].in_(language),
        line.what.in_(language),
        _in(line.before, language),
        _in(line.after, language),
        fact_words(line.facts, language),
        line.address or "",
        line.hash,
    ]


def _printed(line: StoryLine) -> dict[str, str]:
    """A line as the paper takes it; digests are cut short there, the file for spreadsheets has them whole."""
    short = (Fact(f.name, f.label, f.value[:12] if isinstance(f.value, str) and len(f.value) >= 32 else f.value) for f in line.facts)
    return {
        "seq": str(line.seq),
        "at": line.at.isoformat(),
        "who": (line.who or CLOCK.zh) + (f"（代{line.behalf}）" if line.behalf else ""),
        "what": line.what.zh,
        "revision": f"第 {line.revision} 版" if line.revision else "",
        "change": " → ".join(part.zh for part in (line.before, line.after) if part) if line.before != line.after else "",
        "facts": fact_words(short, "zh"),
        "address": line.address or "",
    }


def _in(value: Text | str | None, language: Language) -> str:
    return value.in_(language) if isinstance(value, Text) else value or ""


def _row(cells: list[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow([plain(cell) for cell in cells])
    return out.getvalue()
