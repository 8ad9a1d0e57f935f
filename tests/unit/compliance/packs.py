"""A small pack for tests, with the cues (and the list they name) and citations of the real one."""

import textwrap
from functools import cache
from pathlib import Path

import yaml

from planner.compliance import shelf
from planner.compliance.loader import PACKS, load_pack
from planner.compliance.pack import Pack

REAL = PACKS / "zh_cn"

RULE = """
- id: bribery.{slug}
  category: bribery
  severity: {severity}
  title: {{zh: 题, en: Title}}
  message: {{zh: "“{{hit}}”在{{field}}", en: "“{{hit}}” in {{field}}"}}
  why: {{zh: 因, en: Why}}
  match: {match}
  cites: [dal-2019#88.1, mr-measures-2026#24(6)]
  suggest: [{{text: {{zh: 开展学术交流, en: Hold exchange}}}}]
{extra}
  tests: {{hit: [a, b, c], miss: [d, e, f]}}
"""


def rule(match: str, slug: str = "x", severity: str = "block", extra: str = "") -> str:
    return RULE.format(slug=slug, severity=severity, match=match, extra=textwrap.indent(extra, "  "))


@cache
def _restart() -> list[str]:
    """The list that cues name, from the real pack."""
    return list(shelf.parse((REAL / "lists.yml").read_text(encoding="utf-8"))["restart"])


def write_pack(folder: Path, *rules: str, lists: str = "{}", filters: str = "[]") -> Path:
    for name in ("pack.yml", "cues.yml", "citations.yml"):
        (folder / name).write_text((REAL / name).read_text(encoding="utf-8"), encoding="utf-8")
    named = yaml.safe_load(lists) | {"restart": _restart()}
    (folder / "lists.yml").write_text(yaml.safe_dump(named, allow_unicode=True, width=10_000), encoding="utf-8")
    (folder / "filters.yml").write_text(filters, encoding="utf-8")
    (folder / "rules").mkdir(exist_ok=True)
    (folder / "rules" / "bribery.yml").write_text("".join(rules), encoding="utf-8")
    return folder


_LOADED: dict[tuple[str, ...], Pack] = {}


def small_pack(folder: Path, *rules: str, lists: str = "{}", filters: str = "[]", disguises: str = "{}") -> Pack:
    """A pack of these rules; each is loaded once in a test process, for a pack is not changed by being asked."""
    parts = (*rules, lists, filters, disguises)
    if parts not in _LOADED:
        (folder / "disguises.yml").write_text(disguises, encoding="utf-8")
        _LOADED[parts] = load_pack(write_pack(folder, *rules, lists=lists, filters=filters))
    return _LOADED[parts]
