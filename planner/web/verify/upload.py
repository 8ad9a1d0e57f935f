"""What a visitor hands in on the verify page: one PDF, or a code."""

from dataclasses import dataclass

from flask import Request

from planner.kernel.i18n import Text

MOST_BYTES = 20 * 1024 * 1024
FORM_ROOM = 64 * 1024
"""Room for the other fields and the multipart borders around the file."""

TOO_LARGE = Text("这个文件超过 20 MB，查不了。签出的计划都比它小得多。", "This file is larger than 20 MB. Issued plans are far smaller.")
NOTHING = Text("请选一个 PDF，或者输入验真码。", "Choose a PDF, or type the code.")
NOT_PDF = Text("这不是 PDF 文件。请选下载时得到的那一份 PDF。", "This is not a PDF. Choose the PDF as it was downloaded.")
UNKNOWN_CODE = Text(
    "没有这个验真码。请照着封面上的再输一遍，字母和数字都算，横线可以不输。",
    "There is no such code. Type it again as it stands on the cover, letters and digits; dashes may be left out.",
)


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it arrived; it is checked in memory and let go.

    :param problem: why it is not worth checking, None when it is
    """

    name: str
    data: bytes
    problem: Text | None

    @property
    def size(self) -> str:
        """Size in words: 214 KB, 1.3 MB."""
        kilobytes = len(self.data) / 1024
        return f"{max(1, round(kilobytes))} KB" if kilobytes < 1000 else f"{kilobytes / 1024:.1f} MB"


def upload_of(request: Request) -> Upload | None:
    """The file of the form; None when none was chosen."""
    file = request.files.get("file")
    if file is None or not (file.filename or "").strip():
        return None
    data = file.stream.read(MOST_BYTES + 1)
    name = _plain_name(file.filename or "")
    if len(data) > MOST_BYTES:
        return Upload(name, b"", TOO_LARGE)
    return Upload(name, data, None if b"%PDF-" in data[:1024] else NOT_PDF)


def _plain_name(name: str) -> str:
    """The last part of a path, without control and direction characters, short enough to show."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    return "".join(c for c in last if c.isprintable())[:80]
