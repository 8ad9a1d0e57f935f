"""The press is closed: whatever a document asks for, nobody is asked, and no file of the machine gets in."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from urllib.request import urlopen

import pikepdf
import pytest

from planner.documents.fonts import STACK
from planner.documents.press import Enclosure, typeset
from planner.kernel.errors import Unavailable

# WeasyPrint 70 leaves the colour profile it ships for the collector to close
pytestmark = pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")

MOMENT = datetime(2026, 11, 21, 8, tzinfo=UTC)
STYLE = {"style:test": f"html {{ font-family: {STACK} }} @page {{ font-family: {STACK} }}"}
LINK = '<link rel="stylesheet" href="style:test">'

PAYLOADS = {
    "image": '<img src="{url}" alt="x">',
    "image set": '<img srcset="{url} 2x" alt="x">',
    "object": '<object data="{url}">x</object>',
    "embed": '<embed src="{url}">',
    "frame": '<iframe src="{url}"></iframe>',
    "style sheet": '<link rel="stylesheet" href="{url}">',
    "style import": "<style>@import url({url});</style>",
    "background": "<style>p {{ background: url({url}) }}</style><p>x</p>",
    "list marker": "<style>li {{ list-style-image: url({url}) }}</style><ul><li>x</li></ul>",
    "content": "<style>p::before {{ content: url({url}) }}</style><p>x</p>",
    "font": "<style>@font-face {{ font-family: F; src: url({url}) }} p {{ font-family: F, {stack} }}</style><p>x</p>",
    "svg image": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><title>x</title><image href="{url}" width="9" height="9"/></svg>',
    "svg use": '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><title>x</title><use href="{url}#a"/></svg>',
    "attachment link": '<link rel="attachment" href="{url}">',
    "attachment anchor": '<a rel="attachment" href="{url}">x</a>',
    "base": '<base href="{url}"><img src="pixel.png" alt="x">',
}


class _Canary(BaseHTTPRequestHandler):
    asked: list[str] = []  # noqa: RUF012  # one list for the server's life

    def do_GET(self) -> None:
        self.asked.append(self.path)
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_arguments: object) -> None:
        """Stay quiet."""


@pytest.fixture(scope="module")
def canary() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Canary)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/canary"
    server.shutdown()
    server.server_close()


def _set(body: str) -> bytes:
    html = f'<!doctype html><html lang="zh-CN"><head><title>x</title>{LINK}</head><body>{body}<p>文字</p></body></html>'
    return typeset(html, STYLE, [], MOMENT).data


def test_sixteen_kinds_of_payload_are_tried() -> None:
    assert len(PAYLOADS) == 16


@pytest.mark.parametrize("kind", PAYLOADS)
def test_nothing_in_a_document_reaches_another_machine(kind: str, canary: str) -> None:
    _Canary.asked.clear()
    try:
        _set(PAYLOADS[kind].format(url=canary, stack=STACK))
    except Unavailable:
        assert kind == "font"  # a font that does not load stops the press
    assert _Canary.asked == []


def test_the_canary_would_have_noticed(canary: str) -> None:
    _Canary.asked.clear()
    with urlopen(canary):
        assert _Canary.asked == ["/canary"]


@pytest.mark.parametrize("kind", ["image", "style sheet", "attachment link", "attachment anchor", "svg image"])
def test_no_file_of_the_machine_gets_into_the_paper(kind: str, tmp_path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("TOP-SECRET-CONTENT")
    data = _set(PAYLOADS[kind].format(url=secret.as_uri(), stack=STACK))
    with pikepdf.open(BytesIO(data)) as pdf:
        assert not list(pdf.attachments)
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Stream) and "/EmbeddedFile" in str(thing.get("/Type", "")):
                raise AssertionError("a file of the machine was embedded")


@pytest.mark.parametrize("char", ["\U0001f984", "\U00013000", "\u0d05"])
def test_a_missing_glyph_stops_the_press_even_where_the_machine_has_a_font_for_it(char: str) -> None:
    with pytest.raises(Unavailable):
        _set(f"<p>{char}</p>")


def test_enclosures_travel_with_their_relationship() -> None:
    html = f'<html lang="zh-CN"><head><title>x</title>{LINK}</head><body><p>文字</p></body></html>'
    data = typeset(html, STYLE, [Enclosure("a.json", "说明", b"{}")], MOMENT).data
    with pikepdf.open(BytesIO(data)) as pdf:
        assert pdf.attachments["a.json"].get_file().read_bytes() == b"{}"
        assert pdf.Root.AF[0].AFRelationship == pikepdf.Name.Source
