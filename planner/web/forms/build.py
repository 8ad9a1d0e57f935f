"""From declared questions to a WTForms class: it names the controls and takes up what was posted; `wizards.values` decides."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from werkzeug.datastructures import MultiDict
from wtforms import Field as Control
from wtforms import Form

from planner.services.wizard import Change
from planner.wizards.schema import UNTYPED, Field
from planner.wizards.validate import as_typed

BASE = "base:"
"""Prefix of the hidden input with the digest of the value that the page showed."""

SEVERAL = ("many", "products")
SILENT = UNTYPED


class Raw(Control):
    """One control whose value is the text as typed; nothing is converted or cut here."""

    data: str

    def process_formdata(self, valuelist: list[Any]) -> None:
        """The last of several values of one name, as a browser would show it."""
        self.data = str(valuelist[-1]) if valuelist else ""


class RawSeveral(Control):
    """Check boxes: every ticked value as text."""

    data: list[str]

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Values in the order of the form."""
        self.data = [str(value) for value in valuelist]


@lru_cache(maxsize=1024)
def form_class(fields: tuple[Field, ...]) -> type[Form]:
    """A form for fields that stand side by side: those of a step outside its groups, or those of one row.

    :param fields: as declared; what the system fills in gets no control
    """
    controls = {f.name: (RawSeveral if f.kind in SEVERAL else Raw)(name=f.name) for f in fields if f.kind not in SILENT}
    return type("AnswersForm", (Form,), controls)


def stored_form(fields: tuple[Field, ...], prefix: str, answers: Mapping[str, Any]) -> Form:
    """The form as it shows what is stored.

    :param prefix: path of the step or row; a control is called `<prefix>.<field>`
    """
    shown = {f.name: as_typed(f, answers.get(f.name)) for f in fields if f.kind not in SILENT}
    return form_class(fields)(prefix=f"{prefix}.", data=shown)


def posted_changes(fields: tuple[Field, ...], prefix: str, posted: MultiDict[str, str]) -> list[Change]:
    """What was posted for these fields; a field whose base is missing was not on the page and is left alone."""
    sent = tuple(one for one in fields if f"{BASE}{prefix}.{one.name}" in posted)
    if not sent:
        return []
    form = form_class(sent)(formdata=posted, prefix=f"{prefix}.")
    return [Change(control.name, control.data if control.data is not None else "", posted[BASE + control.name]) for control in form]
