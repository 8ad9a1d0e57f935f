"""The figures in docs/security-decisions.md are those of the code."""

import re
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
TEXT = (ROOT / "docs" / "security-decisions.md").read_text("utf-8")
ROWS = re.findall(r"^\| ([^|]+) \| ([\d.]+) ?(\w*) \| `([\w.]+):(\w+)(?:\.(\w+))?(?:\[(\w+)\])?` \|$", TEXT, re.MULTILINE)
UNITS: dict[str, Any] = {"": 1, "characters": 1, "MB": 10**6, "MiB": 2**20}
TIMES = {"s": "seconds", "min": "minutes", "h": "hours", "days": "days"}


def _found(module: str, name: str, field: str, key: str) -> object:
    value = getattr(import_module(module), name)
    if field:
        return value.__dataclass_fields__[field].default
    return value[key] if key else value


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]}-{row[4]}")
def test_a_figure_is_that_of_the_code(row: tuple[str, ...]) -> None:
    _, number, unit, module, name, field, key = row
    said = timedelta(**{TIMES[unit]: float(number)}) if unit in TIMES else int(number) * UNITS[unit]
    assert _found(module, name, field, key) == said


def test_every_row_of_the_table_is_compared() -> None:
    table = TEXT.partition("## Limits")[2].partition("## ")[0]
    assert len(ROWS) == table.count("\n| ") - 1 > 25


def test_the_words_that_passwords_must_not_be_made_of_are_those_of_the_code() -> None:
    from planner.services.passwords import OURS

    assert ", ".join(OURS) in re.sub(r"\s+", " ", TEXT)


def test_it_says_what_is_asked_of_documents() -> None:
    wanted = {"Input", "Limits", "Files", "Signing in", "Who may do what", "Cryptography", "What talks to what", "What takes long"}
    wanted |= {"Personal and confidential data", "Logs", "Third parties"}
    parts = {part.partition("\n")[0]: part for part in TEXT.split("\n## ")[1:]}
    assert wanted <= set(parts) and all(len(parts[name]) > 200 for name in wanted)
