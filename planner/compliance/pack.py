"""A loaded pack: what the app, the command line and old reviews hold in their hands."""

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from planner.compliance.compiled import Compiled
from planner.compliance.packfiles import Cue, Disguises, Document, Filter, PackHead
from planner.compliance.reader import Reader
from planner.compliance.schema import Rule
from planner.kernel.canonical import canonical_json, sha256_hex

READER = "reader.json"
"""The file of a pack that its second reader is read from."""


@dataclass(frozen=True)
class Pack:
    """:param files: path in the pack's folder → text, exactly as loaded; they are the pack's archive"""

    head: PackHead
    rules: tuple[Rule, ...]
    lists: Mapping[str, tuple[str, ...]]
    cues: Mapping[str, Cue]
    citations: Mapping[str, Document]
    filters: tuple[Filter, ...]
    disguises: Disguises
    files: Mapping[str, str]

    @property
    def name(self) -> str:
        return self.head.pack

    @property
    def version(self) -> str:
        return self.head.version

    @cached_property
    def hash(self) -> str:
        """SHA-256 over all files of the pack: 64 hexadecimal digits."""
        return sha256_hex(canonical_json(dict(self.files)))

    @cached_property
    def compiled(self) -> Compiled:
        """The pack ready to run; built at first use."""
        return Compiled(self.rules, self.lists, self.cues, self.citations, self.filters, self.disguises, self.head.defaults, self.reader)

    @cached_property
    def reader(self) -> Reader | None:
        """The pack's second reader, where it has one.

        :raises ValueError: its file is broken
        """
        source = self.files.get(READER)
        return Reader(source) if source is not None else None

    @cached_property
    def _by_id(self) -> dict[str, Rule]:
        return {rule.id: rule for rule in self.rules}

    def rule(self, rule_id: str) -> Rule:
        """:raises KeyError: the pack has no such rule"""
        return self._by_id[rule_id]

    def archive_bytes(self) -> bytes:
        """The pack's files in one piece, equal for equal packs; `load_archive` reads it."""
        return zlib.compress(canonical_json(dict(self.files)), 9)


def unpack(data: bytes, limit: int = 20_000_000) -> dict[str, str]:
    """The files of an archive.

    :raises ValueError: not an archive, or larger than `limit` bytes when unpacked
    """
    reader = zlib.decompressobj()
    try:
        raw = reader.decompress(data, limit)
    except zlib.error as error:
        raise ValueError("not a pack archive") from error
    if reader.unconsumed_tail:
        raise ValueError("the pack archive is too large")
    files = json.loads(raw)
    if not isinstance(files, dict) or not all(isinstance(v, str) for v in files.values()):
        raise ValueError("not a pack archive")
    return files
