"""What a person does with the PDF in their hands: read it, and have it verified at the console."""

import re
import subprocess
import sys
from pathlib import Path

import pypdfium2
from playwright.sync_api import Locator, Page

from tests.browser.hands import Hand
from tests.browser.server import ROOT, Site


def download(hand: Hand, link: Locator, folder: Path, name: str = "plan.pdf") -> Path:
    """Press the link and keep what comes."""
    page: Page = hand.page
    with page.expect_download() as coming:
        hand.press(link)
    file = folder / name
    coming.value.save_as(file)
    return file


def words_of(file: Path) -> str:
    """All text of a PDF, its stamps too, without spaces and line ends, so that a sentence is found across lines."""
    document = pypdfium2.PdfDocument(file)
    document.init_forms()
    try:
        for page in document if document.formenv else ():
            page.flatten()
        return squeezed("".join(page.get_textpage().get_text_range() for page in document))
    finally:
        document.close()


def squeezed(text: str) -> str:
    """A text without white space and without the marks a line break leaves."""
    return re.sub(r"[\s\ufffe\u00ad]+", "", text)


def verify_at_console(site: Site, file: Path) -> str:
    """`planner verify FILE`; it must find the file good."""
    return at_console(site, "verify", str(file))


def at_console(site: Site, *command: str) -> str:
    """A command of `planner` in a process of its own, on the site's data; what it prints. It must end well."""
    done = subprocess.run(
        [sys.executable, "-m", "planner.cli.main", *command],
        cwd=ROOT,
        env=site.environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
