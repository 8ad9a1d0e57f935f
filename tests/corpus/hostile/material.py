"""What a hostile file is, and the address at which it would be heard if it reached out."""

import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO

CANARY = "http://127.0.0.1:47113"
"""Put into the files as they are made; `heard_at` gives them the port on which somebody listens."""
File_of = Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class File:
    """One file and the name under which it is sent.

    :param kind: what is wrong with it
    :param heavy: takes long to make or to refuse; left out of the sample
    """

    kind: str
    name: str
    make: File_of
    heavy: bool = False

    def heard_at(self, port: int) -> bytes:
        """Its bytes, with the listener's port. Packed parts are unpacked and packed again where they name the address."""
        data = self.make()
        return _repacked(data, port) if data.startswith(b"PK") else _addressed(data, port)


def _addressed(data: bytes, port: int) -> bytes:
    return data.replace(CANARY.encode(), f"http://127.0.0.1:{port:05d}".encode())


def _repacked(data: bytes, port: int) -> bytes:
    """Broken and oversized packages stay as they are: they hold no address."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            infos = archive.infolist()
            if sum(info.file_size for info in infos) > 1_000_000 or any(info.flag_bits & 1 for info in infos):
                return data
            parts = {info.filename: archive.read(info) for info in infos}
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, EOFError):
        return data
    except zipfile.zlib.error:  # type: ignore[attr-defined]
        return data
    if len(parts) != len(infos) or not any(CANARY.encode() in part for part in parts.values()):
        return data
    front = data[: data.index(b"PK\x03\x04")]
    return front + zipped({name: _addressed(part, port) for name, part in parts.items()})


def zipped(parts: Mapping[str, bytes], packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A zip of these parts."""
    written = BytesIO()
    with zipfile.ZipFile(written, "w", packing) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return written.getvalue()
