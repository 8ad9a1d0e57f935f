"""Page pictures for browsers without a PDF viewer, drawn in a bounded child process."""

from planner.documents import bounded

_SECONDS = 10


def page_png(data: bytes, page: int, width: int, *, seconds: float = _SECONDS) -> bytes:
    """One page of a PDF as PNG, signature stamps included.

    :param page: counted from 1
    :param width: in pixels, 16 to 2400
    :raises Unavailable: no such page, not a PDF, or the child took too long
    """
    return bounded.run("picture", {"page": page, "width": width}, data, seconds=seconds)[1]
