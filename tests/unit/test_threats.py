"""The table of threats names tests that exist, and every threat."""

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
TABLE = (ROOT / "docs" / "security.md").read_text("utf-8")


def test_every_threat_has_its_row() -> None:
    assert re.findall(r"^\| (T\d+) \|", TABLE, re.MULTILINE) == [f"T{number}" for number in range(1, 28)]


def test_every_test_that_the_table_names_exists() -> None:
    missing = []
    for path, name in re.findall(r"`(tests/[\w/]+\.py)(?:::(\w+))?`", TABLE):
        file = ROOT / path
        if not file.is_file() or (name and f"def {name}(" not in file.read_text("utf-8")):
            missing.append(f"{path}::{name}")
    assert missing == []
