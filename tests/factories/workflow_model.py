"""What the workflow promises, written down a second time and by hand: nothing here reads the product's table of moves or its rights."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

MOVES: dict[str, tuple[str, str | None, str]] = {
    "save": ("draft returned", None, "author"),
    "delete": ("draft", "deleted", "author"),
    "undelete": ("deleted", "draft", "author"),
    "submit": ("draft returned", "in_review", "author"),
    "recall": ("in_review", "draft", "author"),
    "claim": ("in_review", None, "officer"),
    "release": ("in_review", None, "claimant"),
    "reassign": ("in_review", None, "officer"),
    "decide": ("in_review", None, "claimant"),
    "ask": ("in_review", None, "officer"),
    "undo": ("in_review", None, "claimant"),
    "remark": ("in_review", None, "claimant"),
    "return": ("in_review", "returned", "claimant"),
    "pass": ("in_review", "in_approval", "claimant"),
    "recall_pass": ("in_approval", "in_review", "passer"),
    "open": ("in_approval", None, "manager"),
    "refuse": ("in_approval", "returned", "manager"),
    "approve": ("in_approval", "approved", "manager"),
    "amend": ("approved", None, "author"),
    "withdraw": ("approved", "withdrawn", "manager"),
}
"""Action → states it starts from, state it leads to (None: the same), who may."""

SURE = {"save", "delete", "undelete", "recall", "claim", "release", "open", "recall_pass", "refuse", "amend", "withdraw"}
"""Moves with no further condition than those below: whoever may make them is not refused."""

ALIVE = {"draft", "returned", "in_review", "in_approval", "approved"}
OFFICERS = frozenset({"officer", "head_of_compliance"})
TAKERS = {"officer": OFFICERS, "head_of_compliance": OFFICERS, "manager": frozenset({"manager"})}
LAPSE, UNDELETE = timedelta(minutes=30), timedelta(days=30)
_SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass
class Somebody:
    """A person; each role with the path of its territory."""

    id: int
    grants: set[tuple[str, str]]
    active: bool = True

    def holds(self, *roles: str) -> bool:
        """With one of these roles, anywhere, and not gone."""
        return self.active and any(role in roles for role, _ in self.grants)

    def covers(self, path: str, roles: frozenset[str]) -> bool:
        """With one of these roles for a territory."""
        return any(role in roles and path.startswith(place) for role, place in self.grants)


@dataclass
class Loan:
    """A role lent for some days, wherever its giver holds it."""

    id: int
    giver: int
    taker: int
    role: str
    from_on: str
    until_on: str
    ended: bool = False


@dataclass
class Version:
    """One revision. What is not predicted is seen: the hour of the claim, to whom it is assigned, the last day."""

    number: int
    state: str = "draft"
    round: int = 0
    claimed_by: int | None = None
    passed_by: int | None = None
    passed_for: int | None = None
    opened: bool = False
    signatures: list[tuple[str, int, int | None]] = field(default_factory=list)
    frozen: tuple[object, ...] = ()
    claimed_at: datetime | None = None
    assigned: int | None = None
    since: datetime | None = None
    last_day: str = ""

    def predicted(self) -> tuple[object, ...]:
        """What must be in the database."""
        passed = (self.passed_by, self.passed_for, self.opened)
        return (self.state, self.round, self.claimed_by, *passed, tuple(self.signatures))


@dataclass
class Paper:
    """A plan."""

    number: str
    path: str
    author: int
    former: set[int] = field(default_factory=set)
    versions: list[Version] = field(default_factory=list)
    judges: set[int] = field(default_factory=set)

    @property
    def newest(self) -> Version:
        """The last one."""
        return self.versions[-1]

    def in_force(self) -> Version | None:
        """The approved one."""
        return next((one for one in self.versions if one.state == "approved"), None)


@dataclass
class Model:
    """The whole company as it ought to be."""

    people: dict[int, Somebody]
    papers: dict[str, Paper] = field(default_factory=dict)
    loans: list[Loan] = field(default_factory=list)

    def by(self, who: int, paper: Paper, version: Version, roles: frozenset[str], now: datetime) -> set[int | None]:
        """In whose name somebody may act with one of these roles: None for their own, else of whom they borrow; empty for not at all."""
        me = self.people[who]
        if not me.active or me.holds("administrator") or who == paper.author or who in paper.former:
            return set()
        if me.covers(paper.path, roles):
            return {None}
        return {loan.giver for loan in self._borrowed(me, now) if loan.role in roles and self._usable(loan, paper, version)}

    def _borrowed(self, me: Somebody, now: datetime) -> Iterator[Loan]:
        today = now.astimezone(_SHANGHAI).date().isoformat()
        for loan in self.loans:
            if loan.taker == me.id and not loan.ended and loan.from_on <= today <= loan.until_on and me.holds(*TAKERS[loan.role]):
                yield loan

    def _usable(self, loan: Loan, paper: Paper, version: Version) -> bool:
        giver = self.people[loan.giver]
        own = giver.active and any(role == loan.role and paper.path.startswith(place) for role, place in giver.grants)
        sides = {paper.author, *paper.former}
        if loan.role == "manager":
            sides |= {one for one in (version.passed_by, version.passed_for) if one is not None}
        return own and loan.giver not in sides

    def parts(self, who: int, paper: Paper, version: Version, now: datetime) -> set[str]:
        """Everything somebody is to a revision."""
        me = self.people[who]
        if not me.active or me.holds("administrator"):
            return set()
        if who == paper.author:
            return {"author"}
        found = set()
        if version.state != "deleted" and version.round and self.by(who, paper, version, OFFICERS, now):
            found.add("officer")
            if version.claimed_by == who and held(version, now):
                found.add("claimant")
            if version.passed_by == who:
                found.add("passer")
        if self.by(who, paper, version, frozenset({"manager"}), now) and who not in (version.passed_by, version.passed_for):
            found.add("manager")
        return found

    def may(self, action: str, who: int, number: str, now: datetime) -> bool:
        """Whether the table lets somebody do it now."""
        paper = self.papers[number]
        version = paper.newest
        if action == "withdraw":
            version = paper.in_force() or version
        sources, _, part = MOVES[action]
        if version.state not in sources.split() or part not in self.parts(who, paper, version, now):
            return False
        if action == "delete":
            return version.round == 0 and version.number == 1
        if action == "undelete":
            return version.since is not None and now - version.since <= UNDELETE
        if action == "recall":
            return not held(version, now)
        if action == "claim":
            return not held(version, now) or version.claimed_by == who
        return action != "recall_pass" or not version.opened

    def tidy(self, subject: int, now: datetime) -> None:
        """After somebody lost a role or left: loans that are worth nothing by now are over for good."""
        today = now.astimezone(_SHANGHAI).date().isoformat()
        for loan in self.loans:
            if subject in (loan.giver, loan.taker) and not loan.ended and loan.until_on >= today:
                lent, kind = self.people[loan.giver].holds(loan.role), self.people[loan.taker].holds(*TAKERS[loan.role])
                loan.ended = not (lent and kind)

    def made(self, action: str, who: int, number: str, on_behalf: int | None) -> None:
        """What a move that was let through leaves behind."""
        paper = self.papers[number]
        version = (paper.in_force() or paper.newest) if action == "withdraw" else paper.newest
        to = MOVES[action][1]
        if action == "approve" and (before := paper.in_force()):
            before.state = "superseded"
        version.state = to or version.state
        if action in ("claim", "decide", "ask", "remark", "return", "pass", "refuse", "approve", "undo"):
            paper.judges |= {one for one in (who, on_behalf) if one is not None}
        if action == "submit":
            version.round += 1
            version.signatures = [("author", who, None)]
            version.claimed_by = version.passed_by = version.passed_for = None
            version.opened = False
        elif action in ("recall", "release", "return"):
            version.claimed_by = None
        elif action == "claim":
            version.claimed_by = who
        elif action == "pass":
            version.signatures.append(("compliance", who, on_behalf))
            version.passed_by, version.passed_for, version.claimed_by, version.opened = who, on_behalf, None, False
        elif action == "recall_pass":
            version.signatures.pop()
            version.passed_by, version.passed_for, version.claimed_by = None, None, who
        elif action == "open":
            version.opened = True
        elif action == "approve":
            version.signatures.append(("approver", who, on_behalf))
        elif action == "amend":
            paper.versions.append(Version(version.number + 1))
        elif action == "refuse":
            version.passed_by, version.passed_for, version.opened = None, None, False
        if action in ("recall", "return", "refuse"):
            version.signatures = []

    def left(self, leaver: int, now: datetime, takers: dict[str, int]) -> None:
        """Somebody left; their plans and reviews went to those named by plan."""
        for paper in self.papers.values():
            if paper.author == leaver and any(one.state in ALIVE for one in paper.versions):
                taker = takers[paper.number]
                assert taker not in paper.judges, f"{taker} has judged {paper.number} and now writes it"
                paper.former, paper.author = paper.former | {leaver}, taker
            for one in paper.versions:
                if one.state == "in_review" and leaver in (one.claimed_by, one.assigned):
                    one.claimed_by = None
        for loan in self.loans:
            if leaver in (loan.giver, loan.taker) and loan.until_on >= now.astimezone(_SHANGHAI).date().isoformat():
                loan.ended = True
        self.people[leaver].active = False

    def ran_out(self, now: datetime) -> int:
        """Whatever is in force and past its last day ends; how many did."""
        today = now.astimezone(_SHANGHAI).date().isoformat()
        over = [one for paper in self.papers.values() for one in paper.versions if one.state == "approved" and one.last_day < today]
        for one in over:
            one.state = "expired"
        return len(over)


def held(version: Version, now: datetime) -> bool:
    """Whether somebody is at the review."""
    return version.claimed_by is not None and version.claimed_at is not None and now - version.claimed_at < LAPSE
