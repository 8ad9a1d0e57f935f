"""Parsed packs kept between processes: quicker, never different, never trusted where anybody else could have written."""

from datetime import date
from pathlib import Path

import pytest

from planner.compliance import shelf
from planner.compliance.loader import PackError, load_pack
from planner.compliance.shelf import NotYaml, Shelf
from tests.unit.compliance.packs import rule, write_pack

SOURCE = "words: [返点, 回扣]\nfrom: 2026-11-22\ncount: 3\n"
DATA = {"words": ["返点", "回扣"], "from": date(2026, 11, 22), "count": 3}


def unparsed(source: str) -> object:
    raise AssertionError(f"parsed again: {source}")


def test_what_was_parsed_is_not_parsed_again_and_days_stay_days(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "kept"
    assert Shelf(folder).parsed(SOURCE) == DATA
    assert folder.stat().st_mode & 0o777 == 0o700
    monkeypatch.setattr(shelf, "parse", unparsed)
    assert Shelf(folder).parsed(SOURCE) == DATA
    with pytest.raises(AssertionError, match="parsed again"):
        Shelf(folder).parsed(SOURCE + "more: 1\n")


@pytest.mark.parametrize("damage", ["", "{}", "0" * 64 + "\n{}", "no hash at all"])
def test_a_damaged_piece_is_parsed_again_and_mended(tmp_path: Path, damage: str) -> None:
    folder = tmp_path / "kept"
    Shelf(folder).parsed(SOURCE)
    (piece,) = folder.iterdir()
    whole = piece.read_text()
    piece.write_text(damage)
    assert Shelf(folder).parsed(SOURCE) == DATA
    assert piece.read_text() == whole


def test_a_folder_that_others_may_write_is_left_alone(tmp_path: Path) -> None:
    folder = tmp_path / "kept"
    folder.mkdir()
    folder.chmod(0o770)
    assert Shelf(folder).parsed(SOURCE) == DATA
    assert list(folder.iterdir()) == []


def test_a_link_to_a_folder_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    (tmp_path / "kept").symlink_to(tmp_path / "elsewhere")
    assert Shelf(tmp_path / "kept").parsed(SOURCE) == DATA
    assert list((tmp_path / "elsewhere").iterdir()) == []


@pytest.mark.parametrize("source", ["1: one\n", "{2026-11-22: day}", "at: 2026-11-22 10:00:00", "all: !!set {a, b}"])
def test_data_that_json_would_change_is_not_kept(tmp_path: Path, source: str) -> None:
    folder = tmp_path / "kept"
    first, second = Shelf(folder).parsed(source), Shelf(folder).parsed(source)
    assert first == second == shelf.parse(source)
    assert list(folder.iterdir()) == []


def test_only_the_texts_used_last_are_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf, "KEPT", 3)
    for number in range(6):
        Shelf(tmp_path / "kept").parsed(f"number: {number}")
    assert len(list((tmp_path / "kept").iterdir())) == 3


def test_a_text_that_is_no_yaml_is_refused_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(NotYaml) as refused:
        Shelf(tmp_path / "kept").parsed("a: 1\nb: [2\n")
    assert refused.value.line == 3


def test_a_kept_pack_is_the_same_and_a_changed_one_is_read_anew(tmp_path: Path) -> None:
    keep = tmp_path / "kept"
    folder = write_pack(tmp_path, rule("{terms: [返点]}"))
    first, second = load_pack(folder, keep=keep), load_pack(folder, keep=keep)
    assert (first.rules, first.citations, first.hash) == (second.rules, second.citations, second.hash)
    changed = rule("{terms: [返点]}").replace("severity: block", "severity: blocks")
    (folder / "rules" / "bribery.yml").write_text(changed, encoding="utf-8")
    with pytest.raises(PackError) as refused:
        load_pack(folder, keep=keep)
    assert refused.value.problems[0].startswith("rules/bribery.yml:4: 0.severity")
