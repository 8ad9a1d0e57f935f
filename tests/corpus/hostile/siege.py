"""Every hostile file at every door of the real server, and what it came to."""

import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Protocol

from sqlalchemy import delete, select

from planner.models import Attempt, IntakeOffer, Plan
from planner.services import review
from tests.browser.people import OFFICER, WRITER
from tests.browser.server import Site, serving
from tests.corpus.hostile.books import SAID_IN_CELLS, filled
from tests.corpus.hostile.entrances import Intake, Outcome, Paper, Tables, Verify, Visitor
from tests.corpus.hostile.material import File
from tests.corpus.hostile.watching import Canary, Memory, children
from tests.factories.flagged import FAVOUR
from tests.factories.stage import Cast

MOST_GROWTH = 300_000_000


class Door(Protocol):
    """One place where files come in."""

    name: str

    def send(self, name: str, data: bytes) -> Outcome:
        """One file."""


@dataclass(slots=True)
class Report:
    """The figures.

    :param slowest: seconds, file and door
    :param child: bytes of the largest child, file and door
    :param usual: bytes of a child that reads a harmless file, by door
    """

    files: int = 0
    sent: int = 0
    taken: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    errors: int = 0
    crashes: int = 0
    knocks: list[bytes] = field(default_factory=list)
    slowest: tuple[float, str] = (0.0, "")
    child: tuple[int, str] = (0, "")
    worker: int = 0

    @property
    def good(self) -> bool:
        """Nothing happened that may not happen."""
        calm = not self.faults and not self.errors and not self.crashes and not self.knocks
        return calm and max(self.worker, self.child[0]) <= MOST_GROWTH

    def lines(self) -> Iterator[str]:
        """In words."""
        yield f"hostile files: {self.files}, each at {len(self.taken | self.refused)} doors: {self.sent} uploads"
        for door in sorted(self.taken | self.refused):
            yield f"  {door}: {self.refused[door]} refused in words, {self.taken[door]} taken as what they hold"
        yield f"crashes: {self.crashes}, server errors: {self.errors}, outside requests: {len(self.knocks)}"
        yield f"other faults: {len(self.faults)}"
        yield from (f"  {fault}" for fault in self.faults)
        yield f"growth of a worker: {self.worker / 1e6:.0f} MB; of a child: {self.child[0] / 1e6:.0f} MB, {self.child[1]}"
        yield f"slowest: {self.slowest[0]:.1f} s, {self.slowest[1]}"


def besiege(folder: Path, files: Sequence[File]) -> Report:
    """Send every file to every door."""
    canary, report = Canary(), Report(files=len(files) + len(SAID_IN_CELLS))
    with serving(folder) as site:
        doors = site.prepare(lambda cast: _doors(site, cast))
        with watched(_master(site, folder)) as memory:
            usual = {door.name: _usual(door, memory) for door in doors}
            for file in (*files, *_own_books(doors)):
                data = file.heard_at(canary.port)
                for door in doors:
                    _one(site, door, file, data, memory, report, usual[door.name])
            report.worker = memory.growth()
    report.knocks = canary.close()
    return report


def _one(site: Site, door: Door, file: File, data: bytes, memory: Memory, report: Report, usual: int) -> None:
    memory.begin()
    begun, what = time.monotonic(), f"{file.kind} at {door.name}"
    try:
        outcome = door.send(file.name, data)
    except OSError as error:
        outcome = Outcome(0, False, f"no answer: {type(error).__name__}")
    report.slowest = max(report.slowest, (time.monotonic() - begun, what))
    report.child = max(report.child, (memory.child - usual, what))
    report.sent += 1
    report.errors += outcome.status >= 500
    if outcome.fault:
        report.faults.append(f"{what}: {outcome.fault}")
    if memory.crashed():
        report.crashes += 1
    (report.refused if outcome.refused else report.taken)[door.name] += 1
    if door.name in (Verify.name, Intake.name):  # what is counted against a visitor is not what is looked at here
        site.prepare(_forget)


def _own_books(doors: Sequence[Door]) -> Iterator[File]:
    """The tables of the plan as it gives them out, with something else in every cell that holds words."""
    door = next(one for one in doors if isinstance(one, Tables))
    given_out = door.writer.look(f"/plans/{door.number}/tables").content
    for kind, words in SAID_IN_CELLS.items():
        yield File(f"workbook: our own with {kind} in every cell", "表格.xlsx", partial(filled, given_out, words))


def _forget(cast: Cast) -> None:
    with cast.act() as session:
        session.execute(delete(Attempt))
        session.execute(delete(IntakeOffer))


def _usual(door: Door, memory: Memory) -> int:
    """Bytes of the child that reads a harmless file at a door."""
    from tests.corpus.hostile.books import book
    from tests.corpus.hostile.papers import on_page
    from tests.corpus.intake.hostile import real

    name, data = {Intake.name: ("a.docx", real()), Tables.name: ("a.xlsx", book(["x"]))}.get(door.name, ("a.pdf", on_page(b"")))
    memory.begin()
    outcome = door.send(name, data)
    assert not outcome.fault, outcome
    assert door.name == Paper.name or memory.child > 10_000_000, "the child that reads was not seen"
    return memory.child


def _doors(site: Site, cast: Cast) -> list[Door]:
    """A draft to read tables into, a plan in review with a passage that wants an exception."""
    from tests.browser.everything import _flagged

    draft = cast.draft(cast.zhou)
    number = _flagged(cast)
    with cast.act() as session:
        review.claim(session, cast.house, cast.lu, number)
        desk = review.open_desk(session, cast.house, cast.lu, number)
        favour = next(one.finding for one in desk.items if one.finding.quote and one.finding.quote in FAVOUR)
        assert session.scalar(select(Plan.id).where(Plan.number == draft))
    writer = Visitor(site.url, WRITER)
    return [
        Intake(writer),
        Tables(writer, draft),
        Verify(Visitor(site.url)),
        Paper(Visitor(site.url, OFFICER), number, favour.fingerprint),
    ]


def _master(site: Site, folder: Path) -> int:
    """The process of the server: the one of our children that works in this folder."""
    import os

    mine = [pid for pid in children(os.getpid()) if f"PLANNER_DATA={folder}" in Path(f"/proc/{pid}/environ").read_text("utf-8", "replace")]
    assert len(mine) == 1, mine
    return mine[0]


@contextmanager
def watched(master: int) -> Iterator[Memory]:
    """Memory looked at until the end."""
    memory = Memory(master)
    try:
        yield memory
    finally:
        memory.close()
