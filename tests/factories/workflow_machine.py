"""The machine that tries everything at random, and looks after every step whether the company is as the model says."""

import hashlib
import sys
from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any

from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test
from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.kernel.errors import Invalid, Locked, NotAllowed, NotFound, Stale, WrongState
from planner.models import IssuedFile, Revision
from planner.services import plans
from planner.services.audit import verify_chain
from planner.services.authority import root_pems
from planner.services.submission import Blocked
from planner.signing.authority import from_pem
from planner.signing.verify import examine
from tests.factories import workflow_acts as acts
from tests.factories.stage import Cast
from tests.factories.workflow_model import MOVES, OFFICERS, SURE, TAKERS, Paper
from tests.factories.workflow_tally import CHOICES, EACH, EVERY, LEADS, MOST_PLANS, Tally

REFUSALS = (Stale, WrongState, NotFound, NotAllowed, Locked, Invalid, Blocked)
DRIFT = timedelta(minutes=2)
"""The clock of the stage runs on with every look, so an act near a deadline may fall on either side of it."""


class Machine(RuleBasedStateMachine):
    """One run."""

    def __init__(self, fresh: Callable[[], Cast], close: Callable[[Cast], None], tally: Tally) -> None:
        super().__init__()
        self.stage, self.close, self.tally = fresh(), close, tally
        self.company = acts.Company(self.stage, lambda _: None)
        tally.runs += 1
        with Session(self.stage.engine) as session:
            self.model, self.files = acts.seen(session), acts.register(session)
            self.roots = [from_pem(pem) for pem in root_pems(session)]
        self.published = self.taken = 0
        self.ready = defaultdict(set, submit=set(self.model.papers))

    def teardown(self) -> None:
        self.close(self.stage)
        if self.tally.runs % 10 == 0:  # a campaign takes long: how far it is
            sys.stdout.write(self.tally.table(self.stage.engine.dialect.name))
            sys.stdout.flush()

    @rule(seed=st.integers(0, 2**32))
    def step(self, seed: int) -> None:
        """Somebody does something, more often than not somebody who may."""
        chance = Random(f"{seed} {self.taken}")  # the first run has the same seed throughout
        self.taken += 1
        self.company.pick = lambda things: chance.choice(list(things))
        self.company.tells = {}
        possible = [one for one in CHOICES if one not in MOVES or self._fit(one)]
        action: str = self.company.pick(possible if self.company.pick(range(10)) < 8 else CHOICES)
        try:
            done = self._move(action) if action in MOVES else getattr(self, f"do_{action}")()
        except REFUSALS:
            done = False
        (self.tally.done if done else self.tally.refused)[action] += 1
        self._same_but(action if done else None)

    def _fit(self, action: str) -> list[tuple[int, str]]:
        """Who may do it now on which plan; of an act that needs another one before, where that was done."""
        now, lead = self.stage.clock.now, action in LEADS.values()
        papers = [one for one in self.model.papers if not lead or one in self.ready[action]]
        return [(who, one) for one in papers for who in self.model.people if self.model.may(action, who, one, now)]

    def _move(self, action: str) -> bool:
        now, pick = self.stage.clock.now, self.company.pick
        pairs, fit = [(who, number) for who in self.model.people for number in self.model.papers], self._fit(action)
        who, number = pick(fit if fit and pick(range(10)) < 8 else pairs)
        sure = self.model.may(action, who, number, now) and self.model.may(action, who, number, now + DRIFT)
        roles = frozenset({"manager"}) if MOVES[action][2] == "manager" else OFFICERS
        paper = self.model.papers[number]
        behalf = self.model.by(who, paper, paper.newest, roles, now)
        try:
            self.company.do(action, who, number)
        except REFUSALS as error:
            if sure and action in SURE:
                raise AssertionError(f"{who} may {action} {number} and was told: {error}") from error
            return False
        assert sure or self.model.may(action, who, number, self.stage.clock.now), f"{who} did {action} on {number} and may not"
        on_behalf = self._on_behalf(action, number, behalf) if action in ("pass", "approve") else None
        if action == "claim" or (action == "reassign" and self.company.tells["to"] == who):
            paper.judges |= {one for one in (behalf if len(behalf) == 1 else ()) if one is not None}
        self.model.made(action, who, number, on_behalf)
        for later in self.ready.values() if action in ("submit", "recall_pass") else ():
            later.discard(number)
        if action in LEADS:
            self.ready[LEADS[action]].add(number)
        if action == "reassign":
            paper.newest.claimed_by = self.company.tells["to"]
            assert self.company.tells["to"] not in {paper.author, *paper.former}
        return True

    def _on_behalf(self, action: str, number: str, behalf: set[int | None]) -> int | None:
        """In whose name it was signed; it has to be one of those the model thinks of."""
        with Session(self.stage.engine) as session:
            signed = acts.seen(session).papers[number].newest.signatures[-1][2]
        assert signed in behalf, f"{action} {number} in the name of {signed}, not of {behalf}"
        return signed

    def do_create(self) -> bool:
        """A new plan, typed or not."""
        return self._new(self.company.create)

    def do_write(self) -> bool:
        """A new plan that could be submitted."""
        return self._new(self.company.write)

    def _new(self, how: Callable[[int], str]) -> bool:
        who = self.company.pick(list(self.model.people))
        if len(self.model.papers) >= MOST_PLANS:
            return False
        number = how(who)
        assert self.model.people[who].holds("representative")
        with Session(self.stage.engine) as session:
            self.model.papers[number] = acts.seen(session).papers[number]
        made = self.model.papers[number]
        if how == self.company.write:
            self.ready["submit"].add(number)
        assert (made.author, made.newest.predicted()) == (who, ("draft", 0, None, None, None, False, ()))
        return True

    def do_lend(self) -> bool:
        """Somebody lends a role to somebody."""
        people, pick = list(self.model.people.values()), self.company.pick
        role = pick(sorted(TAKERS))
        givers, takers = [one.id for one in people if one.holds(role)], [one.id for one in people if one.holds(*TAKERS[role])]
        lucky = givers and takers and pick(range(10))
        giver, taker = (pick(givers), pick(takers)) if lucky else (pick(people).id, pick(people).id)
        loan = self.company.lend(giver, taker, role)
        assert self.model.people[giver].holds(loan.role)
        assert giver != taker
        self.model.loans.append(loan)
        return True

    def do_end(self) -> bool:
        """A loan ends before its time."""
        alive = [one for one in self.model.loans if not one.ended]
        if not alive:
            return False
        loan, who = self.company.pick(alive), self.company.pick(list(self.model.people))
        self.company.end(who, loan.id)
        assert who in (loan.giver, loan.taker)
        with Session(self.stage.engine) as session:
            loan.ended = next(one.ended for one in acts.seen(session).loans if one.id == loan.id)
        return True

    def do_roles(self) -> bool:
        """Somebody's roles change."""
        who, subject = self._administrator(), self.company.pick(list(self.model.people))
        self.model.people[subject].grants = self.company.roles(who, subject)
        assert self.model.people[who].holds("administrator")
        self.model.tidy(subject, self.stage.clock.now)
        return True

    def do_leave(self) -> bool:
        """Somebody hands over and goes."""
        who, subject = self._administrator(), self.company.pick(list(self.model.people))
        takers = self.company.leave(who, subject)
        assert self.model.people[who].holds("administrator")
        assert who != subject
        self.model.left(subject, self.stage.clock.now, takers)
        with Session(self.stage.engine) as session:  # who of them takes part in whose place is the administrator's choice
            self.model.loans = acts.seen(session).loans
        return True

    def do_back(self) -> bool:
        """Somebody who left comes back."""
        gone = [one.id for one in self.model.people.values() if not one.active]
        who, subject = self._administrator(), self.company.pick(gone or list(self.model.people))
        self.company.back(who, subject)
        assert self.model.people[who].holds("administrator")
        self.model.people[subject].active = True
        return True

    def _administrator(self) -> int:
        """Nearly always the one there is."""
        everybody = list(self.model.people)
        above = [one for one in everybody if self.model.people[one].holds("administrator")]
        chosen: int = self.company.pick(above if self.company.pick(range(10)) else everybody)
        return chosen

    def do_clock(self) -> bool:
        """Time goes by."""
        steps = {"minute": 1, "claim": 31, "hours": 300, "day": 1440, "days": 5 * 1440, "month": 31 * 1440, "years": 600 * 1440}
        weighted = [name for name in steps for _ in range({"years": self.taken > 80}.get(name, 2))]
        self.stage.clock.now += timedelta(minutes=steps[self.company.pick(weighted)])
        return True

    def do_expire(self) -> bool:
        """What the clock does each night."""
        now = self.stage.clock.now
        with self.stage.act() as session:
            ended = plans.expire_due(session, self.stage.house)
        assert ended == self.model.ran_out(now)
        return ended > 0

    def do_publish(self) -> bool:
        """A company rule begins to speak."""
        if self.published or self.tally.runs % 3 > 1:
            return False
        able = [one.id for one in self.model.people.values() if one.holds("officer", "head_of_compliance")]
        writer, second = (self.company.pick(able if self.company.pick(range(10)) else list(self.model.people)) for _ in range(2))
        self.company.publish(writer, second, self.published)
        self.published += 1
        officers = (self.model.people[writer], self.model.people[second])
        assert writer != second
        assert all(one.holds("officer", "head_of_compliance") for one in officers)
        return True

    def _same_but(self, done: str | None) -> None:
        """Nothing is other than the model says; what cannot be predicted is taken over."""
        with Session(self.stage.engine) as session:
            now, files = acts.seen(session), acts.register(session)
            assert verify_chain(session, self.stage.house.audit_key).whole
            for number, paper in now.papers.items():
                known = self.model.papers[number]
                assert (paper.author, paper.former) == (known.author, known.former), number
                assert [one.predicted() for one in paper.versions] == [one.predicted() for one in known.versions], number
                for one, before in zip(paper.versions, known.versions, strict=True):
                    if before.frozen and (done != "submit" or one.state != "in_review"):
                        assert one.frozen == before.frozen, f"{number}/{one.number}: what was frozen has changed"
                    before.frozen, before.claimed_at, before.assigned = one.frozen, one.claimed_at, one.assigned
                    before.since, before.last_day = one.since, one.last_day
                self._four_eyes(known)
            assert now.papers.keys() == self.model.papers.keys()
            assert {key: files[key] for key in self.files} == self.files, "a file in the register has changed"
            for key in files.keys() - self.files.keys():
                self._examined(session, key, files[key])
            self._complete(files)
            self.files = files
            if self.tally.steps % EVERY == 0:
                for data, digest in session.execute(select(Revision.content, Revision.content_sha256).where(Revision.round > 0)):
                    assert hashlib.sha256(data).hexdigest() == digest, "what was frozen is not what its digest says"

    def _four_eyes(self, paper: Paper) -> None:
        sides = {paper.author, *paper.former}
        for one in paper.versions:
            order = ["author", "compliance", "approver"][: len(one.signatures)]
            assert [role for role, _, _ in one.signatures] == order
            others = {who for role, who, _ in one.signatures if role != "author"} | {f for *_, f in one.signatures if f is not None}
            assert not others & sides, f"{paper.number}: {others & sides} signed what they wrote"
            people = [who for _, who, _ in one.signatures]
            assert len(people) == len(set(people))
            wanted = {"in_review": 1, "in_approval": 2, "approved": 3, "superseded": 3, "withdrawn": 3, "expired": 3}.get(one.state, 0)
            assert len(one.signatures) == wanted, f"{paper.number}: {one.state} with {one.signatures}"

    def _complete(self, files: dict[int, tuple[Any, ...]]) -> None:
        """For every signature that counts there is a file that carries it, and for a pass its record."""
        there = {entry[:5] for entry in files.values()}
        for number, paper in self.model.papers.items():
            for one in paper.versions:
                count = len(one.signatures)
                assert not count or (number, one.number, one.round, "plan", count) in there
                assert count < 2 or (number, one.number, one.round, "record", 0) in there

    def _examined(self, session: Session, key: int, entry: tuple[Any, ...]) -> None:
        """A new file is what its line in the register says, and whole."""
        data = session.scalars(select(IssuedFile.data).where(IssuedFile.id == key)).one()
        assert hashlib.sha256(data).hexdigest() == entry[5]
        if entry[3] != "plan" or (entry[4] < 3 and key % 6):
            return  # a file of three signatures holds those of one and two
        found = examine(data, self.roots)
        self.tally.examined += 1
        assert [one.role for one in found.signatures] == ["author", "compliance", "approver"][: entry[4]]
        assert all(one.sound for one in found.signatures)
        assert entry[4] < 3 or not found.problems


def campaign(steps: int, fresh: Callable[[], Cast], close: Callable[[Cast], None]) -> tuple[Tally, str]:
    """Run the machine again and again until so many steps were taken; what was tried, and on which engine."""
    tally = Tally()
    quiet = settings(
        max_examples=max(1, steps // EACH),
        stateful_step_count=EACH,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    first = fresh()
    close(first)
    while tally.steps < steps:
        run_state_machine_as_test(lambda: Machine(fresh, close, tally), settings=quiet)
    return tally, first.engine.dialect.name
