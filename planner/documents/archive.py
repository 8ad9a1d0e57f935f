"""Many signed plans as one zip, with a manifest that says of each what it is and how to prove it."""

import csv
import io
import json
import zipfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from types import TracebackType
from typing import IO

from planner.documents.sheets import RISKY
from planner.kernel.canonical import sha256_hex
from planner.kernel.clock import local


@dataclass(frozen=True, slots=True)
class Entry:
    """One plan of the archive.

    :param file: path inside the zip
    :param state: of the revision when the archive was made (a value of `planner.workflow.State`)
    :param signed_at: moment of the last signature, ISO 8601 with zone
    :param verify: address at which anybody can ask whether it still holds
    """

    file: str
    number: str
    revision: int
    title: str
    author: str
    state: str
    period_start: str
    period_end: str
    signed_at: str
    sha256: str
    verify: str


class Archive:
    """A zip that is written plan by plan; equal plans at an equal moment give equal bytes."""

    def __init__(self, out: IO[bytes], at: datetime) -> None:
        self._zip = zipfile.ZipFile(out, "w", allowZip64=True)
        self._at = at
        self._entries: list[Entry] = []

    def __enter__(self) -> "Archive":
        """Write into it inside a `with`."""
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._zip.close()

    def add(self, entry: Entry, pdf: bytes) -> None:
        """Put a plan in. A PDF is packed already, so it is stored as it is."""
        self._write(entry.file, pdf, zipfile.ZIP_STORED)
        self._entries.append(entry)

    def close_with(self, asked_by: str, left_out: Sequence[str]) -> None:
        """Write the manifest, last.

        :param left_out: numbers of plans that were chosen and could no longer be given
        """
        plans = [asdict(entry) for entry in self._entries]
        about = {"made_at": local(self._at).isoformat(timespec="seconds"), "asked_by": asked_by, "plans": plans, "left_out": list(left_out)}
        self._write("manifest.json", json.dumps(about, ensure_ascii=False, indent=2).encode())
        self._write("manifest.csv", manifest_csv(self._entries))
        sums = "".join(f"{entry.sha256}  {entry.file}\n" for entry in self._entries)
        self._write("SHA256SUMS", sums.encode())

    def _write(self, name: str, data: bytes, how: int = zipfile.ZIP_DEFLATED) -> None:
        info = zipfile.ZipInfo(name, local(self._at).timetuple()[:6])
        info.compress_type = how
        info.external_attr = 0o644 << 16
        self._zip.writestr(info, data)


def manifest_csv(entries: Sequence[Entry]) -> bytes:
    """The manifest for a spreadsheet: UTF-8 with its mark, and no cell that one could take for a formula."""
    out = io.StringIO(newline="")
    rows = csv.writer(out)
    names = [field.name for field in fields(Entry)]
    rows.writerow(names)
    rows.writerows([_tame(str(getattr(entry, name))) for name in names] for entry in entries)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _tame(cell: str) -> str:
    cell = " ".join(cell.split()) if any(sign in cell for sign in "\r\n\t") else cell
    return f"'{cell}" if cell.startswith(RISKY) else cell


def fits(pdf: bytes, sha256: str) -> bool:
    """Whether bytes are still those of the register."""
    return sha256_hex(pdf) == sha256
