"""The JSON a signed PDF carries along."""

import io
import json
from typing import Any

import pikepdf

from planner.kernel.errors import PlannerError
from planner.kernel.i18n import Text

_UNREADABLE = Text("这份文件读不出随附的数据。", "The data attached to this file cannot be read.")


def attached_json(pdf: bytes, name: str) -> dict[str, Any]:
    """The attachment of that name, read as a JSON object.

    :raises PlannerError: no PDF, no such attachment, or no JSON object in it
    """
    try:
        with pikepdf.open(io.BytesIO(pdf)) as document:
            found = json.loads(document.attachments[name].get_file().read_bytes())
    except (pikepdf.PdfError, KeyError, ValueError, RecursionError) as failure:
        raise PlannerError(_UNREADABLE) from failure
    if not isinstance(found, dict):
        raise PlannerError(_UNREADABLE)
    return found
