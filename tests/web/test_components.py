"""The components page, the files browsers get, and the rules of the design that a test can hold."""

import gzip
import hashlib
import re
import tomllib
from pathlib import Path

import pytest
from flask import Flask

from planner.kernel.i18n import Text
from planner.web.assets import BUNDLE, STATIC, asset
from planner.web.marks import Mark, mark_pieces
from tests.web.conftest import Browser

TEMPLATES = Path(__file__).parents[2] / "planner/templates"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_component_is_drawn(app: Flask, language: str) -> None:
    page = Browser(app, language).get("/components")
    assert page.status_code == 200
    drawn = {path.stem for path in (TEMPLATES / "components").glob("*.html")}
    used = set(re.findall(r'from "components/(\w+)\.html"', "".join(p.read_text("utf-8") for p in TEMPLATES.rglob("*.html"))))
    assert drawn - used == set(), "a component nobody uses"


def test_the_english_components_hold_no_chinese(app: Flask) -> None:
    page = Browser(app, "en").get("/components").text
    left = set(re.findall(r"[\u4e00-\u9fff]+", page)) - {"中文", "周亦宁", "宁"}
    assert left == set()


def test_the_components_page_exists_in_the_demo_only(app: Flask, browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    monkeypatch.setitem(app.extensions, "house", replace(app.extensions["house"], demo=False))
    assert browser.get("/components").status_code == 404
    assert "hengyu-2026" not in browser.get("/sign-in").text


def test_every_icon_that_is_named_stands_in_the_sprite() -> None:
    sprite = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "icons/sprite.svg").read_text("utf-8")))
    named: set[str] = set()
    for path in TEMPLATES.rglob("*.html"):
        text = re.sub(r"\{#.*?#\}", "", path.read_text("utf-8"), flags=re.S)
        named |= set(re.findall(r'(?:icon|draw)\("([\w-]+)"', text)) | set(re.findall(r'icon(?:_after)?="([\w-]+)"', text))
    assert named - sprite == set()


def test_vendored_files_are_the_ones_in_the_manifest() -> None:
    entries = tomllib.loads((STATIC / "vendor/MANIFEST.toml").read_text("utf-8"))["file"]
    for entry in entries:
        assert hashlib.sha256((STATIC / "vendor" / entry["file"]).read_bytes()).hexdigest() == entry["sha256"], entry["file"]
        assert entry["version"] in entry["file"]
    assert {entry["file"] for entry in entries} | {"MANIFEST.toml"} == {path.name for path in (STATIC / "vendor").iterdir()}


def test_a_file_is_kept_for_ever_under_its_digest_and_comes_compressed(app: Flask, browser: Browser) -> None:
    with app.test_request_context():
        url = asset(BUNDLE)
    answer = browser.get(url, headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip" and "immutable" in answer.headers["Cache-Control"]
    assert b"--pw-paper" in gzip.decompress(answer.data)
    old = browser.get(url.replace(url.split("/")[2], "0000000000"))
    assert old.status_code == 200 and "immutable" not in old.headers["Cache-Control"]


@pytest.mark.parametrize("name", ["../settings.py", "css/../../app.py", "vendor/nothing.css", "css", ""])
def test_only_the_static_folder_is_served(browser: Browser, name: str) -> None:
    assert browser.get(f"/assets/0/{name}").status_code == 404


def test_the_first_load_stays_under_150_kilobytes(app: Flask, author: Browser) -> None:
    page = author.get("/")
    total = len(gzip.compress(page.data))
    for url in set(re.findall(r'(?:src|href)="(/assets/[^"#]+)', page.text)):
        total += len(author.get(url, headers={"Accept-Encoding": "gzip"}).data)
    assert total < 150_000


def test_a_page_travels_compressed_and_its_size_tells_nothing(author: Browser) -> None:
    plain = author.get("/account")
    packed = [author.client.get("/account", headers={"Accept-Encoding": "gzip", "Accept-Language": "zh-CN"}) for _ in range(12)]
    assert "Content-Encoding" not in plain.headers
    for answer in packed:
        assert answer.headers["Content-Encoding"] == "gzip" and "Accept-Encoding" in answer.headers["Vary"]
        assert "签名 PIN" in gzip.decompress(answer.data).decode()
    assert len({len(answer.data) for answer in packed}) > 3


def test_colours_stand_in_the_tokens_only() -> None:
    """A colour written elsewhere would not know the dark theme."""
    allowed = {"#fff", "#8ad7d1", "#06292a"}  # paper of a print; words on the toast, which is dark in both themes
    for path in (STATIC / "css").glob("*.css"):
        if path.name != "00-tokens.css":
            found = set(re.findall(r"#[0-9a-fA-F]{3,8}\b(?![^{]*\{)", re.sub(r"url\([^)]*\)", "", path.read_text("utf-8"))))
            assert found <= allowed, path.name


def test_pieces_joined_give_the_text_back_and_wear_the_heaviest_mark() -> None:
    text = "全年完成科室会，重点医生每月处方增加 20%。"
    marks = [Mark(8, 20, "block", 1, "1"), Mark(10, 12, "review", 2, "2"), Mark(0, 2, "advise", None, "3", kind="settled", reason="无问题")]
    pieces = mark_pieces(text, marks)
    assert "".join(piece.text for piece in pieces) == text
    assert next((p.text, p.severity, p.numbers) for p in pieces if p.severity == "block") == (text[8:10], "block", (1,))
    assert next(p for p in pieces if 2 in p.numbers).severity == "block"
    assert (pieces[0].kind, pieces[0].reason) == ("settled", "无问题")


def test_marks_outside_the_text_are_left_out() -> None:
    assert [p.text for p in mark_pieces("短", [Mark(0, 9, "block"), Mark(-1, 1, "block"), Mark(1, 1, "block")])] == ["短"]


def test_words_are_escaped_wherever_they_stand(app: Flask) -> None:
    with app.test_request_context("/"):
        template = app.jinja_env.from_string(
            '{% from "components/marked.html" import marked %}{% from "components/checked.html" import checked %}'
            "{{ marked(text, marks) }}{{ checked('a', 'a', text, marks) }}"
        )
        drawn = template.render(text="<script>alert(1)</script>", marks=[Mark(0, 8, "block", 1, "1", reason=Text("</mark>", "</mark>"))])
    assert "<script" not in drawn and drawn.count("&lt;script&gt;") == 3


def test_a_textarea_that_begins_with_a_line_break_keeps_it(app: Flask) -> None:
    with app.test_request_context("/"):
        drawn = app.jinja_env.from_string('{% from "components/textarea.html" import textarea %}{{ textarea("a", "a", value) }}').render(
            value="\n第二行"
        )
    assert ">\n\n第二行</textarea>" in drawn
