"""What the month's acts share: its plans, its days, and what the database says happened."""

import os
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from playwright.sync_api import Page
from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.kernel.clock import local_date
from planner.models import AuditEvent, Person, Plan, Revision
from planner.seeds import play
from planner.seeds.demo import HEYU, SAMPLES
from planner.seeds.play import Days
from planner.wizards.flow import months_after
from tests.browser.almanac import Almanac
from tests.browser.server import Site
from tests.factories.flagged import FAVOUR
from tests.factories.stage import Cast

KINDS = ("launch", "key-account", "territory", "omnichannel", "patient-education")
PICTURES = os.environ.get("MONTH_PICTURES", "")
"""Folder for pictures of the key moments, to be looked at; none are taken without."""


@dataclass
class Month:
    """A month of the company: its plans by kind, and where it has come to.

    :param folder: for the files that people take away
    """

    site: Site
    almanac: Almanac
    folder: Path
    plans: dict[str, str] = field(default_factory=dict)
    files: dict[str, Path] = field(default_factory=dict)
    _told: int = 0

    def morning(self, n: int, hour: int = 10) -> date:
        """Turn the clock to the n-th working day."""
        day = self.almanac.working_day(n)
        self.almanac.go_to(day, hour)
        return day

    def state(self, kind: str, revision: int | None = None) -> str:
        """State of a plan's newest revision, or of a named one."""
        query = select(Revision.state).join(Plan).where(Plan.number == self.plans[kind]).order_by(Revision.number.desc())
        with Session(self.site.cast.engine) as session:
            return session.scalars(query.where(Revision.number == revision) if revision else query).first() or ""

    def news(self) -> list[str]:
        """What the trail says since it was last asked: act, plan, who, for whom.

        Left out are sign-ins and what officers decide in their own name, finding by finding.
        """
        with Session(self.site.cast.engine) as session:
            names = {person.id: person.name for person in session.scalars(select(Person))}
            found = session.scalars(select(AuditEvent).where(AuditEvent.seq > self._told).order_by(AuditEvent.seq)).all()
        kinds = {number: kind for kind, number in self.plans.items()}
        lines: list[str] = []
        for one in found:
            self._told = one.seq
            behalf = f"for {names[one.detail['for_person']]}" if "for_person" in one.detail else ""
            line = " ".join(filter(None, (one.event, kinds.get(one.plan_number, ""), names.get(one.actor_id or 0, ""), behalf)))
            if one.event != "person.sign_in" and (behalf or one.event != "finding.decide"):
                lines.append(line)
        return lines

    def picture(self, page: Page, name: str) -> None:
        """Keep how a page looks on a desk and on a phone, where somebody wants to look."""
        if not PICTURES:
            return
        was = page.viewport_size
        for width, height in ((1440, 1400), (390, 1600)):
            page.set_viewport_size({"width": width, "height": height})
            page.screenshot(path=Path(PICTURES) / f"{name}-{width}.png", caret="initial")  # hiding it leaves style attributes
        if was:
            page.set_viewport_size(was)


def write_all(cast: Cast) -> dict[str, str]:
    """Type the five plans of one representative; how typing goes is told elsewhere. The launch plan says what an officer must look at."""
    start = months_after(local_date(cast.house.clock()).replace(day=1), 2)
    days = Days(start, months_after(start, 5), months_after(start, 6))
    made = {"launch": play.write_plan(cast, cast.zhou, days=days, product=HEYU)}
    cast.type(cast.zhou, made["launch"], "growth.objective", f"{FAVOUR}。")
    for sample in SAMPLES:
        if sample.kind in KINDS:
            made[sample.kind] = play.write_sample(
                cast, cast.zhou, sample.kind, start=months_after(start, sample.starts - 1), months=sample.months, product=sample.product
            )
    return made
