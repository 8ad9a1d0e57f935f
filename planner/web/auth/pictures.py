"""A QR code for the screen: black on white in either theme, as cameras want it."""

import segno
from markupsafe import Markup


def qr_picture(content: str) -> Markup:
    """SVG without styles, with the quiet zone that a camera needs, 200 pixels wide by the style sheet."""
    code = segno.make(content, error="m", micro=False)
    return Markup(code.svg_inline(border=4, dark="#000", light="#fff", omitsize=True, svgclass="pw-qr", lineclass=None))  # noqa: S704
