"""Parsed YAML kept between processes, because parsing takes half of the time that loading a pack takes.

Kept is plain data, which is checked against the schema at every load as if it had just been parsed. It lies in a
folder that nobody else can write, under the hash of the text it was parsed from, and is believed only where its
own hash holds as well; whatever is wrong with it, the text is parsed again.
"""

import json
import os
import re
import stat
import tempfile
from contextlib import suppress
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any

FORMAT = "1"
"""Changes when the same text would be kept as other data."""
KEPT = 128
"""So many texts are kept, the last ones used."""
_DAY = "\x00day"


_DEEP = re.compile(r"(?:[\[{][^\[\]{}]*+){100}|(?:- +){100}|\n {400}")
"""Nesting at which the loader in C would overrun the stack."""


class NotYaml(ValueError):
    """A text that is no YAML, with the line where it stops being it."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(reason)
        self.line = line


def parse(source: str) -> Any:
    """The data in a YAML text, by a safe loader, in C where there is one.

    :raises NotYaml: it is none
    """
    import yaml

    if deep := _DEEP.search(source):
        raise NotYaml(source.count("\n", 0, deep.start()) + 1, "nested too deeply")
    try:
        return yaml.load(source, getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506  a safe loader
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        raise NotYaml(mark.line + 1 if mark else 1, str(getattr(error, "problem", None) or error)) from error


class Shelf:
    """A folder with parsed texts; without a folder everything is parsed.

    :param folder: made with access for its owner alone; one that others can write, or that belongs to
        somebody else, is left alone
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder if folder is not None and _own(folder) else None

    def parsed(self, source: str) -> Any:
        """The data in a YAML text.

        :raises NotYaml: it is none
        """
        if self._folder is None:
            return parse(source)
        place = self._folder / (sha256((FORMAT + source).encode()).hexdigest() + ".json")
        try:
            return _read(place)
        except (OSError, ValueError):
            data = parse(source)
            with suppress(OSError, TypeError, ValueError):
                _write(place, data)
            return data


def _own(folder: Path) -> bool:
    """Whether the folder is there, ours, and closed to everybody else."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        found = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o077


def _read(place: Path) -> Any:
    """:raises ValueError: what is kept is not whole
    :raises OSError: nothing is kept
    """
    digest, _, kept = place.read_text(encoding="utf-8").partition("\n")
    if sha256(kept.encode()).hexdigest() != digest:
        raise ValueError("damaged")
    os.utime(place)
    return json.loads(kept, object_hook=_opened)


def _write(place: Path, data: Any) -> None:
    """Put the data down in one step: a reader finds all of it or nothing.

    :raises TypeError: the data holds something else than texts, numbers, days and lists of them
    """
    kept = json.dumps(data, ensure_ascii=False, default=_closed)
    if json.loads(kept, object_hook=_opened) != data:
        raise ValueError("not the same after reading it back")
    handle, name = tempfile.mkstemp(dir=place.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(f"{sha256(kept.encode()).hexdigest()}\n{kept}")
        Path(name).replace(place)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    for old in sorted(place.parent.glob("*.json"), key=lambda path: path.stat().st_mtime, reverse=True)[KEPT:]:
        old.unlink(missing_ok=True)


def _closed(value: object) -> dict[str, str]:
    if type(value) is date:
        return {_DAY: value.isoformat()}
    raise TypeError(f"{type(value).__name__} is not kept")


def _opened(data: dict[str, Any]) -> Any:
    return date.fromisoformat(data[_DAY]) if data.keys() == {_DAY} else data
