"""From a folder of YAML to a pack. Any error refuses the pack and names file, line and reason."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter, ValidationError

from planner.compliance import company
from planner.compliance.compiled import RuleError
from planner.compliance.pack import READER, Pack, unpack
from planner.compliance.packfiles import Cue, Disguises, Document, Filter, Lists, PackHead
from planner.compliance.schema import Rule
from planner.compliance.shelf import NotYaml, Shelf

PACKS = Path(__file__).parent / "packs"
_PARTS: dict[str, TypeAdapter[Any]] = {
    "pack.yml": TypeAdapter(PackHead),
    "lists.yml": TypeAdapter(Lists),
    "cues.yml": TypeAdapter(dict[str, Cue]),
    "citations.yml": TypeAdapter(dict[str, Document]),
    "filters.yml": TypeAdapter(tuple[Filter, ...]),
    "disguises.yml": TypeAdapter(Disguises),
}
_OPTIONAL = {"filters.yml": "[]", "disguises.yml": "{}"}
_RULES = TypeAdapter(tuple[Rule, ...])


class PackError(ValueError):
    """The pack is refused.

    :param problems: one line each: `rules/bribery.yml:12: …`
    """

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def load_pack(name_or_path: str | Path = "zh_cn", prove: bool = False, keep: Path | None = None) -> Pack:
    """Read a pack, check it against the schema, compile every pattern.

    :param name_or_path: a folder, or the name of one beside this module
    :param prove: also run every rule's examples and check the suggestions (slower; `planner rules lint` does it)
    :param keep: a folder of this user in which parsed files are kept for the next process
    :raises PackError: anything is wrong; nothing is half loaded
    """
    folder = Path(name_or_path)
    if not folder.is_dir():
        folder = PACKS / str(name_or_path)
    if not folder.is_dir():
        raise PackError([f"{name_or_path}: no such pack"])
    names = [*_PARTS, READER, *sorted(f"rules/{path.name}" for path in (folder / "rules").glob("*.yml"))]
    files = {name: (folder / name).read_text(encoding="utf-8") for name in names if (folder / name).is_file()}
    return _build(files, prove, Shelf(keep))


def load_archive(data: bytes) -> Pack:
    """A pack from the bytes that `Pack.archive_bytes` gave.

    :raises PackError: the archive is broken
    """
    try:
        files = unpack(data)
        laid_over = files.pop(company.FILE, None)
        core = _build(files, False, Shelf(None))
        return core if laid_over is None else company.overlay(core, json.loads(laid_over))
    except (ValueError, KeyError) as error:
        raise error if isinstance(error, PackError) else PackError([str(error)]) from error


def _build(files: Mapping[str, str], prove: bool, shelf: Shelf) -> Pack:
    problems: list[str] = []
    parts: dict[str, Any] = {name: _read(name, files.get(name), adapter, problems, shelf) for name, adapter in _PARTS.items()}
    rules: list[Rule] = []
    places: dict[str, str] = {}
    for name in sorted(n for n in files if n.startswith("rules/")):
        for rule in _read(name, files[name], _RULES, problems, shelf) or ():
            place = f"{name}:{_line_of_id(files[name], rule.id)}"
            if rule.id in places:
                problems.append(f"{place}: {rule.id} is already at {places[rule.id]}")
            places[rule.id] = place
            rules.append(rule)
    if problems:
        raise PackError(problems)
    head, lists, cues, citations, filters, disguises = (parts[name] for name in _PARTS)
    pack = Pack(head, tuple(rules), lists, cues, citations, filters, disguises, dict(files))
    try:
        _ = pack.compiled
    except RuleError as error:
        raise PackError([f"{places.get(error.rule_id, 'pack')}: {error}"]) from error
    except ValueError as error:
        raise PackError([f"{READER}:1: {error}"]) from error
    if prove:
        from planner.compliance.prove import prove_pack

        if found := [f"{places.get(p.rule_id, 'pack')}: {p.rule_id}: {p.reason}" for p in prove_pack(pack).failures]:
            raise PackError(found)
    return pack


def _read(name: str, source: str | None, adapter: TypeAdapter[Any], problems: list[str], shelf: Shelf) -> Any:
    if source is None and name not in _OPTIONAL:
        problems.append(f"{name}: missing")
        return None
    source = source or _OPTIONAL.get(name, "")
    try:
        data = shelf.parsed(source)
    except NotYaml as error:
        problems.append(f"{name}:{error.line}: {error}")
        return None
    try:
        return adapter.validate_python(_with_defaults(data) if name.startswith("rules/") else data)
    except ValidationError as error:
        from planner.compliance.places import line_at  # here, for it needs the whole of yaml

        under = "rules" if name.startswith("rules/") else ""
        for item in error.errors():
            place = ".".join(str(step) for step in item["loc"])
            problems.append(f"{name}:{line_at(source, item['loc'], under)}: {place}: {item['msg']}")
        return None


def _with_defaults(data: Any) -> Any:
    """A rules file is a list of rules, or `defaults` for all its rules and the list under `rules`."""
    if not isinstance(data, dict) or set(data) - {"defaults", "rules"}:
        return data
    defaults = data.get("defaults") or {}
    return [{**defaults, **rule} if isinstance(rule, dict) else rule for rule in data.get("rules") or ()]


def _line_of_id(source: str, rule_id: str) -> int:
    at = source.find(f"id: {rule_id}")
    return source.count("\n", 0, at) + 1 if at >= 0 else 1
