"""The paper of one plan of each type, typeset once, from contents frozen beside this file, so that only the paper can change."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PIL import Image

from planner.documents.content import PlanContent
from planner.documents.pdf import Paper, render_plan

CONTENTS = Path(__file__).parent / "contents"
CODE = "7K4M-QX2P-9RTD-3HJC-V8NW"
DPI = 40
TYPES = tuple(sorted(path.stem for path in CONTENTS.glob("*.json")))


@dataclass(frozen=True)
class Printed:
    """A paper with what it looks like.

    :param pages: grey, at 40 dots per inch
    :param texts: of each page, line by line
    """

    slug: str
    content: dict[str, Any]
    paper: Paper
    pages: tuple[Image.Image, ...]
    texts: tuple[str, ...]


def rendered(content: dict[str, Any]) -> Paper:
    """The paper of a content."""
    return render_plan(PlanContent.from_json(content), verify_url=f"https://plans.example/v/{CODE}", code=CODE)


@pytest.fixture(scope="session", params=TYPES)
def printed(request: pytest.FixtureRequest) -> Printed:
    content = json.loads((CONTENTS / f"{request.param}.json").read_text("utf-8"))
    paper = rendered(content)
    with pypdfium2.PdfDocument(paper.data) as document:
        pages = tuple(page.render(scale=DPI / 72, grayscale=True).to_pil().convert("L") for page in document)
        texts = tuple(page.get_textpage().get_text_range().replace("\r\n", "\n") for page in document)
    return Printed(request.param, content, paper, pages, texts)
