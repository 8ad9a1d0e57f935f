"""`planner check`: formats, exit status, and files that must not be opened."""

import importlib
import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import docx
import pytest
from click.testing import CliRunner

from planner.cli import texts
from planner.cli.check import check
from planner.cli.rules import rules
from tests.factories.core import one_pack

RUN = CliRunner()
BAD = "一\U0001f600给重点医生按处方量返点。\n严禁返点。\n"


@pytest.fixture(autouse=True, scope="module")
def _one_pack() -> Iterator[None]:
    """The pack is not read anew for each call; the slow tests of other commands do that."""
    with one_pack(importlib.import_module("planner.cli.check")):
        yield


def run(*arguments: str, stdin: bytes = b"") -> tuple[int, str, str]:
    result = RUN.invoke(check, arguments, input=stdin)
    return result.exit_code, result.stdout, result.stderr


def saved(folder: Path, name: str, data: bytes) -> str:
    path = folder / name
    path.write_bytes(data)
    return str(path)


def archive(folder: Path, members: list[tuple[str, bytes]]) -> str:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, content in members:
            packed.writestr(name, content)
    return saved(folder, "plan.docx", data.getvalue())


def body(xml: str) -> bytes:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    return f'<w:document xmlns:w="{space}"><w:body>{xml}</w:body></w:document>'.encode()


def test_a_line_of_json_for_each_finding_and_offsets_in_code_points(tmp_path: Path) -> None:
    name = saved(tmp_path, "a.txt", BAD.encode())
    status, out, _ = run("--format", "jsonl", name)
    lines = [json.loads(line) for line in out.splitlines()]
    assert status == 1
    assert lines
    for line in lines:
        assert sorted(line) == sorted(
            ["file", "start", "end", "quote", "rule", "category", "severity", "confidence", "message", "suggestion", "cites"]
        )
        assert line["file"] == name
        assert BAD[line["start"] : line["end"]] == line["quote"]
    assert {line["severity"] for line in lines} >= {"block"}


def test_standard_input_markdown_and_a_clean_text(tmp_path: Path) -> None:
    assert run("-", stdin=BAD.encode())[0] == 1
    assert run(saved(tmp_path, "a.md", "# 计划\n\n开展疾病教育。\n".encode())) == (0, "", "")


def test_text_format_names_line_and_column(tmp_path: Path) -> None:
    name = saved(tmp_path, "a.txt", ("开展疾病教育。\n" + BAD).encode())
    assert f"{name}:2:" in run(name)[1]


def test_sarif_points_at_the_quote(tmp_path: Path) -> None:
    name = saved(tmp_path, "a.txt", BAD.encode())
    status, out, _ = run("--format", "sarif", name)
    log = json.loads(out)
    result = log["runs"][0]["results"][0]
    region = result["locations"][0]["physicalLocation"]["region"]
    assert (status, log["version"]) == (1, "2.1.0")
    assert BAD[region["charOffset"] : region["charOffset"] + region["charLength"]] == region["snippet"]["text"]
    assert log["runs"][0]["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]


@pytest.mark.parametrize(
    "name, data, reason",
    [
        ("a.txt", b"\xff\xfe\x00", "不是文本"),
        ("b.txt", "回扣".encode("gb18030"), "UTF-8"),
        ("c.pdf", b"%PDF-1.7", "只能读"),
        ("d.docx", b"not a zip", "docx"),
        ("e.txt", b"a" * (texts.MOST_BYTES + 1), "太大"),
    ],
)
def test_what_cannot_be_read_is_one_clear_line_and_status_2(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    good = saved(tmp_path, "good.txt", BAD.encode())
    status, out, err = run("--format", "jsonl", saved(tmp_path, name, data), good)
    assert status == 2
    assert reason in err
    assert len(err.splitlines()) == 1
    assert out, "the readable file is still checked"


@pytest.mark.slow
def test_missing_files_folders_and_unknown_plan_types_are_status_2(tmp_path: Path) -> None:
    assert run(str(tmp_path / "none.txt"))[0] == 2
    assert run(str(tmp_path))[0] == 2
    assert run("--plan-type", "nonsense", saved(tmp_path, "a.txt", b"x"))[0] == 2
    assert run("--plan-type", "launch", "--phase", "growth", saved(tmp_path, "a.txt", b"x"))[0] == 0


def test_a_word_file_is_read_with_tables_insertions_and_notes_in_order(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("开展疾病教育")
    document.add_table(1, 1).cell(0, 0).text = "按处方量返点"
    path = tmp_path / "plan.docx"
    document.save(str(path))
    assert texts.read_text(str(path), io.BytesIO()).splitlines() == ["开展疾病教育", "按处方量返点"]
    assert run(str(path))[0] == 1
    inserted = body(
        "<w:p><w:r><w:t>前</w:t></w:r><w:ins><w:r><w:t>插入</w:t></w:r></w:ins><w:del><w:r><w:delText>删去</w:delText></w:r></w:del></w:p>"
    )
    name = archive(tmp_path, [("word/document.xml", inserted), ("word/footnotes.xml", body("<w:p><w:r><w:t>脚注</w:t></w:r></w:p>"))])
    assert texts.read_text(name, io.BytesIO()) == "前插入\n脚注"


@pytest.mark.parametrize(
    "members",
    [
        [("word/document.xml", b'<!DOCTYPE x [<!ENTITY a "b">]>' + body(""))],
        [("word/document.xml", body("")), ("word/media/x", b"\0" * (texts.MOST_UNPACKED + 1))],
        [("word/document.xml", body("<w:p>")[:-20])],
        [(f"part{number}", b"") for number in range(texts.MOST_MEMBERS + 1)],
        [("other.xml", b"<x/>")],
        [("word/document.xml", body("<w:p/>" * (texts.MOST_CHARACTERS + 1)))],
        [("word/document.xml", body("<w:p>" * 300 + "</w:p>" * 300))],
        [("word/document.xml", '<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'.encode("utf-16"))],
        [("word/document.xml", b'<?xml version="1.0" encoding="utf-7"?><a/>')],
        [("word/document.xml", body("<w:p" + "".join(f' a{number}=""' for number in range(200_000)) + "/>"))],
    ],
    ids=["doctype", "bomb", "broken", "members", "no-body", "long", "deep", "doctype-utf16", "encoding", "attributes"],
)
def test_a_hostile_word_file_is_refused(tmp_path: Path, members: list[tuple[str, bytes]]) -> None:
    status, out, err = run(archive(tmp_path, members))
    assert (status, out) == (2, "")
    assert err


def test_a_damaged_or_locked_word_file_is_refused(tmp_path: Path) -> None:
    whole = Path(archive(tmp_path, [("word/document.xml", body("<w:p><w:r><w:t>按处方量返点</w:t></w:r></w:p>" * 50))])).read_bytes()
    locked = bytearray(whole)
    locked[6] |= 1  # the bit for encryption, in both headers
    locked[locked.find(b"PK\x01\x02") + 8] |= 1
    damaged = whole[:70] + b"\x00\xff" + whole[72:]
    for name, data in {
        "cut.docx": whole[:100],
        "damaged.docx": damaged,
        "locked.docx": bytes(locked),
        "old.docx": b"\xd0\xcf\x11\xe0" * 99,
    }.items():
        status, out, err = run(saved(tmp_path, name, data))
        assert (status, out) == (2, "")
        assert "docx" in err
        assert len(err.splitlines()) == 1


def test_what_is_no_regular_file_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "folder.docx").mkdir()
    for name in ("pipe.txt", "folder.docx", "gone.txt"):
        status, out, err = run(str(tmp_path / name))
        assert (status, out) == (2, "")
        assert name in err


def test_standard_input_is_bounded_and_must_be_text() -> None:
    assert "太大" in run("-", stdin=b"a" * (texts.MOST_BYTES + 1))[2]
    assert "UTF-8" in run("-", stdin="回扣".encode("gb18030"))[2]
    assert run("-", stdin=b"\x00")[0] == 2


@pytest.mark.slow
def test_a_bomb_takes_bounded_memory(tmp_path: Path) -> None:
    name = str(tmp_path / "plan.docx")
    with zipfile.ZipFile(name, "w", zipfile.ZIP_DEFLATED) as packed, packed.open("word/document.xml", "w") as member:
        for _ in range(200):
            member.write(b"a" * 1_000_000)
    code = (
        f"import sys; sys.argv[1:] = ['check', {name!r}]\n"
        "from planner.cli.main import main\n"
        "try: main()\n"
        "finally: print(*[line.split()[1] for line in open('/proc/self/status') if line.startswith('VmHWM')])"  # its own, not its parent's
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "30 MB" in done.stderr
    assert int(done.stdout.split()[-1]) < 400_000, "kilobytes"


@pytest.mark.slow
def test_rules_can_be_listed_shown_and_tested() -> None:
    listed = RUN.invoke(rules, ["list"]).stdout.splitlines()
    assert len(listed) >= 60
    name = listed[0].split("\t")[0]
    shown = RUN.invoke(rules, ["show", name])
    assert (shown.exit_code, name in shown.stdout) == (0, True)
    assert RUN.invoke(rules, ["show", "no.such-rule"]).exit_code == 2
    tested = RUN.invoke(rules, ["test", "events.leisure-venue"])
    assert tested.exit_code == 0
    assert tested.stdout.startswith("6 examples, 0 failures")


def test_lint_refuses_a_broken_pack(tmp_path: Path) -> None:
    assert RUN.invoke(rules, ["lint", "--pack", str(tmp_path)]).exit_code == 2
