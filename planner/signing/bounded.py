"""The examination of strangers' files in a process of its own, with an end to its time and memory."""

import json
import subprocess
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from cryptography import x509

import planner
from planner.kernel.canonical import sha256_hex
from planner.kernel.i18n import Text
from planner.signing.authority import to_pem
from planner.signing.examination import Examination
from planner.signing.verify import MAX_BYTES, unreadable

_GAVE_UP = Text(
    "这个文件没能在限定的时间和内存里检查完，不能确认它是真的。",
    "This file could not be checked within the limits of time and memory; it is not confirmed as genuine.",
)
_TOO_LARGE = Text("文件超过 20 MB，没有检查。", "The file is larger than 20 MB and was not checked.")


def examine_bounded(
    pdf: bytes,
    roots: Sequence[x509.Certificate],
    *,
    crls: Iterable[bytes] | None = None,
    tsa_roots: Sequence[x509.Certificate] = (),
    provider_roots: Sequence[x509.Certificate] = (),
    seconds: int = 20,
    patience: float | None = None,
    megabytes: int = 600,
) -> Examination:
    """As `examine`, in a child process: for files from the open web.

    :param seconds: of computing time
    :param patience: seconds of waiting, on a machine that has other things to do; as many as of computing when None
    :param megabytes: of memory the child may take
    :returns: what the child found; one unreadable problem when it was stopped or fell over
    """
    digest = sha256_hex(pdf)
    if len(pdf) > MAX_BYTES:
        return unreadable(digest, _TOO_LARGE)
    header = {
        "roots": [to_pem(root).decode() for root in roots],
        "crls": None if crls is None else [each.hex() for each in crls],
        "tsa_roots": [to_pem(root).decode() for root in tsa_roots],
        "provider_roots": [to_pem(root).decode() for root in provider_roots],
        "seconds": seconds,
        "megabytes": megabytes,
    }
    try:
        child = subprocess.run(
            [sys.executable, "-m", "planner.signing.examine_child"],
            input=json.dumps(header).encode() + b"\n" + pdf,
            capture_output=True,
            timeout=seconds if patience is None else patience,
            cwd=Path(planner.__file__).parents[1],
            env={"LANG": "C.UTF-8"},  # no secret of the service reaches a process that reads hostile files
            check=True,
        )
        found = Examination.from_json(json.loads(child.stdout))
    except (subprocess.SubprocessError, OSError, ValueError, KeyError, TypeError):
        return unreadable(digest, _GAVE_UP)
    return found if found.sha256 == digest else unreadable(digest, _GAVE_UP)
