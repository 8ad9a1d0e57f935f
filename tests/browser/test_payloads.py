"""T7: scripts in every field, name, remark and file name; no page runs one, and nothing is fetched from elsewhere.

EVERY says which share of the pages is opened; `make payloads` opens all of them.
"""

import os
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from io import BytesIO
from urllib.parse import urlsplit

import pikepdf
import pytest
from playwright.sync_api import Page, Route

from planner.wizards.plan_types.launch import PLAN_TYPE
from tests.browser import everything as all_of_it
from tests.browser.conftest import Visit
from tests.browser.everything import Everything, everything
from tests.browser.payloads import MARK, SHORT, Poisoner, long_ones, poison_rows
from tests.browser.people import WRITER, sign_in
from tests.browser.server import Site, serving
from tests.browser.watch import Watch, within
from tests.corpus.hostile.watching import Canary
from tests.factories.races import patient
from tests.factories.stage import Cast

SIGNED = "patient-education"
"""The kind whose sample is made ready to be signed."""
EVERY = int(os.environ.get("EVERY", "4"))
DOM = f"""() => ({{
  parsed: [...document.querySelectorAll('[{MARK}], base, meta[http-equiv=refresh i], [onload], [onerror], [onfocus]')].map(e => e.outerHTML.slice(0, 200)),
  links: [...document.querySelectorAll('a[href], form[action], [formaction]')].filter(e => /^\\s*(javascript|data|vbscript):/i.test(
    e.getAttribute('href') || e.getAttribute('action') || e.getAttribute('formaction'))).map(e => e.outerHTML.slice(0, 200)),
  shown: (document.documentElement.outerHTML.match(/{MARK}/g) || []).length,
}})"""


@dataclass(slots=True)
class Poisoned:
    """The site with everything in it poisoned."""

    site: Site
    made: Everything
    canary: Canary
    fields: Counter[str]
    refused: Counter[str]
    rows: Counter[str]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server of its own, since nobody else wants such a company."""
    with serving(tmp_path_factory.mktemp("poisoned")) as running:
        yield running


@pytest.fixture(scope="module")
def poisoned(site: Site) -> Iterator[Poisoned]:
    """Everything there is to look at, and then a payload behind every word of it."""
    canary = Canary()
    payloads = long_ones(f"http://127.0.0.1:{canary.port}")
    with pytest.MonkeyPatch.context() as patch:
        cast = Poisoner(site.cast.transaction, site.cast.house, site.cast.clock, site.cast.engine).ready(payloads)
        patient(patch)
        _poison_what_is_said(patch)
        found = everything(replace(site, cast=cast))
        site.prepare(lambda _: _drafted(cast, found))
        rows = site.prepare(lambda plain: _after(plain, payloads))
        yield Poisoned(site, found, canary, cast.typed, cast.refused, rows)


def _poison_what_is_said(patch: pytest.MonkeyPatch) -> None:
    """Other kinds of plan, a rule of the company and the reasons of the cast."""
    sample = all_of_it._sample

    def poisoned_sample(cast: Poisoner, kind: str) -> str:
        number = sample(cast, kind)
        cast.poison(cast.zhou, number, None if kind == SIGNED else cast.all)
        return number

    patch.setattr(all_of_it, "_sample", poisoned_sample)
    patch.setattr(all_of_it, "JOINED", f"{all_of_it.JOINED}{SHORT[1]}")
    rule = all_of_it.ASSESSED
    said = {name: f"{getattr(rule, name)}{SHORT[n % len(SHORT)].replace('{', '(').replace('}', ')')}" for n, name in enumerate(
        ("title_zh", "title_en", "message_zh", "message_en", "why_zh", "why_en"))}  # fmt: skip
    patch.setattr(all_of_it, "ASSESSED", replace(rule, **said))


def _drafted(cast: Poisoner, found: Everything) -> None:
    """A launch plan with the loudest payloads in every field, and the pages about it."""
    number = Cast.draft(cast, cast.zhou)
    cast.poison(cast.zhou, number, cast.all)
    for slug in ("basics", "goals", "swot", "launch-phase", "budget", "risks"):
        if slug in {step.slug for step in PLAN_TYPE.steps}:
            found.add(WRITER, wizard__step=f"/plans/{number}/steps/{slug}")
    found.add(WRITER, wizard__check=f"/plans/{number}/check-and-submit", wizard__preview=f"/plans/{number}/preview")


def _after(plain: object, payloads: tuple[str, ...]) -> Counter[str]:
    with plain.act() as session:  # type: ignore[attr-defined]
        return poison_rows(session, payloads)


@within(900)
def test_no_page_runs_what_people_wrote(poisoned: Poisoned, visit: Visit, watch: Watch) -> None:
    assert len(poisoned.fields) == 3 and sum(poisoned.fields.values()) > 500, poisoned.fields
    assert poisoned.refused and not {"text", "institution"} & set(poisoned.refused), poisoned.refused
    places = list(dict.fromkeys((person, address) for _, person, address in poisoned.made.places))[::EVERY]
    faults, shown, asked = list[str](), 0, list[str]()
    pages: dict[str, Page] = {}
    for person, address in places:
        if person not in pages:
            pages[person] = _device(poisoned, visit, faults, asked)
            if person:
                sign_in(pages[person], person)
        page = pages[person]
        answer = page.goto(address)
        assert answer is not None and answer.status == 200, f"{answer}: {address}"
        page.wait_for_timeout(150)  # scripts of the page that draw what they were given
        found = page.evaluate(DOM)
        faults += [f"{address}: {one}" for one in (*found["parsed"], *found["links"])]
        shown += bool(found["shown"])
    said = f"fields with payloads: {sum(poisoned.fields.values())} ({dict(poisoned.fields)}), refused as no text: {sum(poisoned.refused.values())}; "
    said += (
        f"other words: {sum(poisoned.rows.values())} in {len(poisoned.rows)} tables; pages: {len(places)}, with payloads on them: {shown}; "
    )
    outside = len(asked) + len(poisoned.canary.knocks)
    sys.stdout.write(f"\n{said}scripts run: {len(faults)}, outside requests: {outside}, other faults of pages: {len(watch.faults)}\n")
    assert not faults, "\n".join(faults)
    assert not asked and not poisoned.canary.knocks
    assert shown > len(places) * 0.6, "a page that shows no payload proves nothing"


@within(200)
def test_what_is_typed_into_a_page_runs_nothing_there_either(poisoned: Poisoned, visit: Visit) -> None:
    """The page's own scripts draw what is typed: marks behind the text, the preview, rows that are added, dialogs."""
    faults, asked = list[str](), list[str]()
    page = _device(poisoned, visit, faults, asked)
    sign_in(page, WRITER)
    steps = [address for endpoint, _, address in poisoned.made.places if endpoint == "wizard.step"][::2]
    for address in steps:
        page.goto(address)
        box = page.locator("#step-form textarea:visible, #step-form input[type=text]:visible").first
        if not box.count():
            continue
        box.fill("".join((*SHORT, *long_ones("http://127.0.0.1:9")))[:190])
        box.blur()
        page.wait_for_timeout(1500)
        for opener in page.locator("[data-dialog]:visible").all()[:1]:
            opener.click()
            page.wait_for_timeout(500)
        found = page.evaluate(DOM)
        faults += [f"{address}: {one}" for one in (*found["parsed"], *found["links"])]
    assert len(steps) > 3 and not faults, "\n".join(faults)
    assert not asked


@within(200)
def test_papers_hold_no_scripts_and_lead_nowhere_else(poisoned: Poisoned, visit: Visit) -> None:
    page = visit()
    sign_in(page, WRITER)
    papers = 0
    for endpoint, person, address in poisoned.made.places:
        if endpoint == "plans.show" and person == WRITER:
            answer = page.context.request.get(f"{address}/plan.pdf?revision=1")
            assert answer.status in (200, 404), answer.status
            if answer.status == 404:  # not signed by anybody yet
                continue
            papers += 1
            _assert_quiet(answer.body(), urlsplit(poisoned.site.url).netloc)
    assert papers


def _device(poisoned: Poisoned, visit: Visit, faults: list[str], asked: list[str]) -> Page:
    """A browser that tells of dialogs and of requests that leave the house."""
    page = visit()
    house = urlsplit(poisoned.site.url).netloc

    def look(route: Route) -> None:
        asked.append(route.request.url)
        route.abort()

    page.context.route(lambda url: urlsplit(url).scheme in ("http", "https", "ws", "file") and urlsplit(url).netloc != house, look)
    page.on("dialog", lambda dialog: (faults.append(f"a dialog on {page.url}: {dialog.message}"), dialog.dismiss()))
    return page


def _assert_quiet(data: bytes, house: str) -> None:
    with pikepdf.open(BytesIO(data)) as pdf:
        for one in pdf.objects:
            if isinstance(one, pikepdf.Dictionary):
                assert not {"/JS", "/JavaScript", "/Launch", "/OpenAction", "/AA"} & set(one.keys()), one
                if "/URI" in one:
                    assert urlsplit(str(one["/URI"])).netloc == house, one["/URI"]
