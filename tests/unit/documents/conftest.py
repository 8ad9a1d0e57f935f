"""One paper of each kind, typeset once."""

import json
from io import BytesIO
from typing import Any

import pikepdf
import pypdfium2
import pytest

from planner.documents.content import PlanContent
from planner.documents.pdf import Paper, render_plan
from planner.documents.record import RecordContent, render_record
from tests.factories.content import CODE, VERIFY_URL, launch_content
from tests.factories.record import record_json


def page_texts(data: bytes) -> list[str]:
    """Text of each page, line breaks taken out, as a person's search would find it."""
    with pypdfium2.PdfDocument(data) as document:
        return [page.get_textpage().get_text_range().replace("\r\n", "").replace("\n", "") for page in document]


def attached(data: bytes, name: str) -> Any:
    """The JSON of one attachment."""
    with pikepdf.open(BytesIO(data)) as pdf:
        return json.loads(pdf.attachments[name].get_file().read_bytes())


@pytest.fixture(scope="session")
def plan_paper() -> Paper:
    return render_plan(PlanContent.from_json(launch_content()), verify_url=VERIFY_URL, code=CODE)


@pytest.fixture(scope="session")
def record_paper() -> Paper:
    return render_record(RecordContent.from_json(record_json()))
