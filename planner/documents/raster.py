"""One page of a PDF as a PNG. Runs in the child process (planner.documents.child)."""

from io import BytesIO

import pypdfium2

from planner.kernel.errors import Unavailable
from planner.kernel.i18n import Text

MOST_WIDTH = 2400
_NO_PAGE = Text("没有这一页。", "There is no such page.")
_UNREADABLE = Text("这份 PDF 打不开。", "This PDF cannot be opened.")


def page_picture(data: bytes, page: int, width: int) -> bytes:
    """Draw one page with its signature stamps.

    :param page: counted from 1
    :param width: in pixels, 16 to 2400
    :raises Unavailable: no such page, or not a PDF
    """
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        raise Unavailable(_UNREADABLE) from error
    document.init_forms()  # else the signature fields are left blank
    if not 1 <= page <= len(document):
        raise Unavailable(_NO_PAGE)
    sheet = document[page - 1]
    scale = min(max(width, 16), MOST_WIDTH) / sheet.get_width()
    image = sheet.render(scale=scale, may_draw_forms=True).to_pil()
    out = BytesIO()
    image.save(out, "PNG", optimize=False, compress_level=6)
    return out.getvalue()
