"""T19, T20: no file that is sent to us breaks us, reaches out, or goes without a word; every eighth one here, all of them by `make hostile`."""

import io
import zipfile
from pathlib import Path

import pytest

from tests.corpus.hostile.catalogue import FILES
from tests.corpus.hostile.material import CANARY
from tests.corpus.hostile.siege import besiege
from tests.corpus.hostile.watching import Canary


def test_the_catalogue_is_large_and_no_kind_stands_in_it_twice() -> None:
    kinds = [file.kind for file in FILES]
    assert len(set(kinds)) == len(kinds) >= 100
    assert {"word", "text", "workbook", "list", "paper", "picture", "name"} <= {kind.split(":")[0].split(" of ")[0] for kind in kinds}


def test_files_that_could_reach_out_name_the_address_where_somebody_listens() -> None:
    canary = Canary()
    port = f"127.0.0.1:{canary.port:05d}".encode()
    calling = [file for file in FILES if port in _unpacked(file.heard_at(canary.port))]
    assert len(calling) >= 25
    assert not [file.kind for file in calling if CANARY.encode() in _unpacked(file.heard_at(canary.port))]
    assert canary.close() == []


@pytest.mark.slow
def test_every_door_holds(tmp_path: Path) -> None:
    report = besiege(tmp_path, FILES[::8])
    assert report.good, "\n".join(report.lines())
    assert len(report.refused) == 4 and report.taken


def _unpacked(data: bytes) -> bytes:
    """All bytes of a small package, or the file itself."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return b"".join(archive.read(info) for info in archive.infolist() if info.file_size < 200_000 and not info.flag_bits & 1)
    except Exception:  # noqa: BLE001  most of them are no packages, or broken ones
        return data
