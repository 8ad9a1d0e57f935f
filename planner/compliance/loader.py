"""From a folder of YAML to a pack. Any error refuses the pack and names file, line and reason."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter, ValidationError

from planner.compliance import company
from planner.compliance.compiled import RuleError
from planner.compliance.pack import Pack, unpack
from planner.compliance.packfiles import Cue, Disguises, Document, Filter, Lists, PackHead
from planner.compliance.schema import Rule

PACKS = Path(__file__).parent / "packs"
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
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


def load_pack(name_or_path: str | Path = "zh_cn", prove: bool = False) -> Pack:
    """Read a pack, check it against the schema, compile every pattern.

    :param name_or_path: a folder, or the name of one beside this module
    :param prove: also run every rule's examples and check the suggestions (slower; `planner rules lint` does it)
    :raises PackError: anything is wrong; nothing is half loaded
    """
    folder = Path(name_or_path)
    if not folder.is_dir():
        folder = PACKS / str(name_or_path)
    if not folder.is_dir():
        raise PackError([f"{name_or_path}: no such pack"])
    names = [*_PARTS, *sorted(f"rules/{path.name}" for path in (folder / "rules").glob("*.yml"))]
    files = {name: (folder / name).read_text(encoding="utf-8") for name in names if (folder / name).is_file()}
    return _build(files, prove)


def load_archive(data: bytes) -> Pack:
    """A pack from the bytes that `Pack.archive_bytes` gave.

    :raises PackError: the archive is broken
    """
    try:
        files = unpack(data)
        laid_over = files.pop(company.FILE, None)
        core = _build(files, prove=False)
        return core if laid_over is None else company.overlay(core, json.loads(laid_over))
    except (ValueError, KeyError) as error:
        raise error if isinstance(error, PackError) else PackError([str(error)]) from error


def _build(files: Mapping[str, str], prove: bool) -> Pack:
    problems: list[str] = []
    parts: dict[str, Any] = {name: _read(name, files.get(name), adapter, problems) for name, adapter in _PARTS.items()}
    rules: list[Rule] = []
    places: dict[str, str] = {}
    for name in sorted(n for n in files if n.startswith("rules/")):
        for rule in _read(name, files[name], _RULES, problems) or ():
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
    if prove:
        from planner.compliance.prove import prove_pack

        if found := [f"{places.get(p.rule_id, 'pack')}: {p.rule_id}: {p.reason}" for p in prove_pack(pack).failures]:
            raise PackError(found)
    return pack


def _read(name: str, source: str | None, adapter: TypeAdapter[Any], problems: list[str]) -> Any:
    if source is None and name not in _OPTIONAL:
        problems.append(f"{name}: missing")
        return None
    source = source or _OPTIONAL.get(name, "")
    try:
        data = yaml.load(source, _Loader)  # noqa: S506  a safe loader, in C where there is one
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        problems.append(f"{name}:{mark.line + 1 if mark else 1}: {getattr(error, 'problem', None) or error}")
        return None
    try:
        return adapter.validate_python(_with_defaults(data) if name.startswith("rules/") else data)
    except ValidationError as error:
        root = yaml.compose(source, _Loader)
        if isinstance(root, yaml.MappingNode) and name.startswith("rules/"):
            root = next((value for key, value in root.value if key.value == "rules"), root)
        for item in error.errors():
            place = ".".join(str(step) for step in item["loc"])
            problems.append(f"{name}:{_line_at(root, item['loc'])}: {place}: {item['msg']}")
        return None


def _with_defaults(data: Any) -> Any:
    """A rules file is a list of rules, or `defaults` for all its rules and the list under `rules`."""
    if not isinstance(data, dict) or set(data) - {"defaults", "rules"}:
        return data
    defaults = data.get("defaults") or {}
    return [{**defaults, **rule} if isinstance(rule, dict) else rule for rule in data.get("rules") or ()]


def _line_at(node: Any, loc: tuple[int | str, ...]) -> int:
    """The line of the innermost YAML node on the way to an error."""
    line = 1
    for step in loc:
        if node is None:
            break
        line = node.start_mark.line + 1
        if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            node = node.value[step]
        elif isinstance(node, yaml.MappingNode):
            pair = next((p for p in node.value if p[0].value == str(step)), None)
            if pair is not None:
                line, node = pair[0].start_mark.line + 1, pair[1]
    return int(node.start_mark.line + 1) if isinstance(node, yaml.MappingNode) else line


def _line_of_id(source: str, rule_id: str) -> int:
    at = source.find(f"id: {rule_id}")
    return source.count("\n", 0, at) + 1 if at >= 0 else 1
