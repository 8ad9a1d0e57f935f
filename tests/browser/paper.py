"""What a person does with the PDF in their hands: read it, and have it verified at the console."""

import re
import subprocess
import sys
from pathlib import Path

import pypdfium2
from playwright.sync_api import Locator, Page

from tests.browser.hands import Hand
from tests.browser.server import ROOT, Site


def download(hand: Hand, link: Locator, folder: Path) -> Path:
    """Press the link and keep what comes."""
    page: Page = hand.page
    with page.expect_download() as coming:
        hand.press(link)
    file = folder / "plan.pdf"
    coming.value.save_as(file)
    return file


def words_of(file: Path) -> str:
    """All text of a PDF without its spaces and line ends, so that a sentence is found across lines."""
    document = pypdfium2.PdfDocument(file)
    try:
        return squeezed("".join(page.get_textpage().get_text_range() for page in document))
    finally:
        document.close()


def squeezed(text: str) -> str:
    """A text without white space and without the marks a line break leaves."""
    return re.sub(r"[\s\ufffe\u00ad]+", "", text)


def verify_at_console(site: Site, file: Path) -> str:
    """`planner verify FILE` in a process of its own; it must find the file good."""
    done = subprocess.run(
        [sys.executable, "-m", "planner.cli.main", "verify", str(file)],
        cwd=ROOT,
        env=site.environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
