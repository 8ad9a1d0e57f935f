"""Every page there is, found by the routes: axe has nothing to say, light and dark, wide and narrow, and nothing sticks out of a phone."""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Page

from planner.app import discover_blueprints
from tests.browser.conftest import Visit
from tests.browser.everything import Everything, everything
from tests.browser.people import sign_in
from tests.browser.server import Site
from tests.browser.watch import Watch, within

NOTHING = ("/nothing-here", "/v/0000")
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
AXE = Axe().axe_script
ASK = "options => axe.run(document, {resultTypes: ['violations'], ...options}).then(found => found.violations)"
COLOURS = {"runOnly": ["color-contrast", "link-in-text-block"]}
"""All that a dark page can do wrong and the same page did right while it was light."""

NO_PAGES = {
    "files": """assets.file jobs.file plans.download plans.download_record plans.page_picture plans.pdf plans.record_pdf plans.story_csv
        plans.story_pdf plans.tables plans.word review.paper static trail.events_csv wizard.preview_paper wizard.preview_style""",
    "parts of pages": "library.offered wizard.institution_names wizard.pictures",
    "words for machines": "status.crl status.healthz status.metrics status.readyz status.roots",
    "sends everybody on to the first page they may see": "company.index",
    "for whoever is half signed in, looked at in test_second_step.py": "auth.must_set_up auth.second_step_page",
    "leads to the account where no provider keeps the keys": "auth.credential",
    "leads to the company's sign-in service and back": "auth.company_again auth.company_back auth.company_leave auth.company_sign_in",
}


@pytest.fixture(scope="module")
def made(site: Site) -> Everything:
    """Something of every kind, made once."""
    return everything(site)


def test_no_page_is_forgotten(made: Everything) -> None:
    app = Flask("routes")
    for blueprint in discover_blueprints():
        app.register_blueprint(blueprint)
    there = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    named = {endpoint for endpoint, _, _ in made.places} | {name for names in NO_PAGES.values() for name in names.split()}
    assert there - named == set(), "name an address in everything.py, or say here why it is no page"
    assert named - there == set()


@within(500)
def test_axe_finds_nothing_on_any_page(visit: Visit, made: Everything) -> None:
    faults: list[str] = []
    for address, page in _visits(visit, made.places):
        faults += _faults(page, address)
    assert not faults, "\n".join(faults)


@within(120)
def test_axe_finds_nothing_on_english_pages_and_on_the_page_that_says_there_is_nothing(
    visit: Visit, watch: Watch, made: Everything
) -> None:
    watch.excuse("404")
    some = [place for place in made.places if place[0] in ("today.show", "review.desk", "approval.show", "company.policy")]
    faults: list[str] = []
    for address, page in _visits(visit, [*some, *(("", "", address) for address in NOTHING)], language="en-GB"):
        faults += _faults(page, address)
    assert not faults, "\n".join(faults)


def _visits(visit: Visit, places: list[tuple[str, str, str]], language: str = "zh-CN") -> Iterator[tuple[str, Page]]:
    """Each address once, opened by whoever comes there."""
    pages: dict[str, Page] = {}
    for person, address in dict.fromkeys((person, address) for _, person, address in places):
        if person not in pages:
            pages[person] = visit(language=language)
            if person:
                sign_in(pages[person], person)
        answer = pages[person].goto(address)
        assert answer is not None and answer.status == (404 if address in NOTHING else 200), f"{answer}: {address}"
        assert answer.request.redirected_from is None, f"{address} leads elsewhere"
        yield address, pages[person]


def _faults(page: Page, address: str) -> list[str]:
    """What axe says, and whether a phone would have to scroll sideways."""
    page.evaluate(AXE)
    found = []
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)  # type: ignore[arg-type]
        for scheme, options in (("light", {}), ("dark", COLOURS)):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            for one in page.evaluate(ASK, options):
                where = "; ".join(f"{node['target']} {node['any'][0]['message'] if node['any'] else ''}" for node in one["nodes"][:2])
                found.append(f"{address} {scheme} {size['width']}: {one['id']} ({one['impact']}): {where}")
    wide = page.evaluate("document.documentElement.scrollWidth")
    if wide > NARROW["width"]:
        found.append(f"{address}: {wide} px wide on a phone")
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    return found
