"""Every main page in both languages, light and dark, wide and narrow: readable for everybody, quiet, in one language."""

import re
from collections.abc import Iterator
from itertools import product

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page
from sqlalchemy import select

from planner.models import Person, Revision
from planner.seeds.company import read_yaml
from planner.seeds.play import EXPLAINED
from tests.browser.conftest import Visit
from tests.browser.everything import JOINED
from tests.browser.pages import PLACES, TEMPTING, Place, Prepared, prepare
from tests.browser.people import sign_in
from tests.browser.server import Site
from tests.browser.watch import within

LOOKS = [pytest.param(*look, id=" ".join(look)) for look in product(("zh-CN", "en-GB"), ("light", "dark"))]
HAN = re.compile(r"[\u3400-\u9fff]+")
LATIN = re.compile(r"[A-Za-z]*[a-z]{3,}[A-Za-z]*")  # capitals alone are names: RDPAC, SHA
WORDS_IN_BOTH = {"English", "Word", "Excel", "Ctrl", "Enter", "Shift", "Esc", "JSON", "example", "hengyu", "Chrome", "Linux"}

# What a page says, without what people wrote and without what is marked as being in another language.
SAID = """() => {
  const said = [];
  const foreign = (e) => e.closest("[translate=no], script, style, textarea") ||
    (e.closest("[lang]") && e.closest("[lang]") !== document.documentElement);
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const words = walk.currentNode.textContent.trim();
    if (words && !foreign(walk.currentNode.parentElement)) said.push(words);
  }
  for (const e of document.querySelectorAll("[aria-label], [title], [placeholder], [alt], [data-saved]"))
    if (!foreign(e)) for (const a of e.attributes)
      if (["aria-label", "title", "placeholder", "alt"].includes(a.name) || /^data-(sav|off|fail|conf|end)/.test(a.name)) said.push(a.value);
  said.push(document.title);
  return said;
}"""


@pytest.fixture(scope="module")
def prepared(site: Site) -> Prepared:
    """Plans to look at, made once."""
    return site.prepare(prepare)


def visits(visit: Visit, prepared: Prepared, **device: object) -> Iterator[tuple[Place, Page]]:
    """Every page, each by the person who comes there."""
    pages: dict[str, Page] = {}
    for place in PLACES:
        if place.person not in pages:
            pages[place.person] = visit(**device)
            if place.person:
                sign_in(pages[place.person], place.person)
        page = pages[place.person]
        answer = page.goto(place.path.format(**{name: getattr(prepared, name) for name in prepared.__slots__}))
        assert answer is not None
        assert answer.status == 200, f"{place.name}: {answer.status} at {page.url}"
        yield place, page


@within(240)
@pytest.mark.parametrize("language, scheme", LOOKS)
def test_every_page_is_open_to_all_and_in_one_language(visit: Visit, site: Site, prepared: Prepared, language: str, scheme: str) -> None:
    faults, written = [], _typed() + _written(site)
    for place, page in visits(visit, prepared, language=language, scheme=scheme):
        assert page.locator("html").get_attribute("lang") == ("zh-CN" if language == "zh-CN" else "en")
        for violation in Axe().run(page).response["violations"]:
            where = "; ".join(f"{node['target']} {node['any'][0]['message'] if node['any'] else ''}" for node in violation["nodes"][:3])
            faults.append(f"{place.name}: {violation['id']}: {violation['help']} at {where}")
        if scheme == "light":
            faults += [f"{place.name}: {words!r}" for words in foreign_words(page.evaluate(SAID), language, written)]
    assert not faults, "\n".join(faults)


@within(150)
@pytest.mark.parametrize("language", ["zh-CN", "en-GB"])
def test_no_page_scrolls_sideways_on_a_phone(visit: Visit, prepared: Prepared, language: str) -> None:
    faults = []
    for place, page in visits(visit, prepared, language=language, width=390, height=844):
        wide = page.evaluate("document.documentElement.scrollWidth")
        if wide > 390:
            faults.append(f"{place.name}: {wide} px wide")
    assert not faults, "\n".join(faults)


def foreign_words(said: list[str], language: str, written: str | None = None) -> list[str]:
    """Words in the other language, except what people have written."""
    pattern = HAN if language == "en-GB" else LATIN
    written = _typed() if written is None else written
    return [words for words in said if any(run not in WORDS_IN_BOTH and run not in written for run in pattern.findall(words))]


def _written(site: Site) -> str:
    """Names of people and plans that other tests have brought in."""
    with site.cast.act() as session:
        people = session.execute(select(Person.name, Person.email)).all()
        return f"{people} {session.scalars(select(Revision.title)).all()}"


def _typed() -> str:
    plan = f"{read_yaml('launch.yml')}"
    places = "".join(plan.replace("{place}", row["name"]) for row in read_yaml("company.yml")["territories"])
    return f"{read_yaml('company.yml')} {places} {TEMPTING} {EXPLAINED} {JOINED} 中文"
