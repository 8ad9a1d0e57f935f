"""Goals and tasks: what a representative may not be measured by."""

from collections.abc import Iterator, Mapping

from planner.compliance.structural.base import Breach, at, check, texts
from planner.compliance.structural.reading import finder, hit_in
from planner.compliance.structural.sheet import Sheet

_DENIED = ("不承担", "不背", "不设", "不以", "不考核", "不作为", "不得", "严禁", "禁止")


@check("rep_owns_sales")
def rep_owns_sales(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """A goal or task of a representative that is measured by sales, quota, revenue or prescriptions (S-08, S-11).

    Parameters `words`: what such a measure is called; `harmless`: longer terms that only look like it.
    """
    measures = finder(texts(params, "words"), texts(params, "harmless"), _DENIED)
    for block, fields in (("goals", ("statement", "metric", "unit")), ("tasks", ("task", "how")), ("tactics", ("name", "what"))):
        for row in document.rows_of(block):
            if row.values.get("owner") != "rep":
                continue
            found = next((hit for name in fields if (hit := hit_in(measures, row.values.get(name)))), None)
            if found is not None:
                yield at(row, "owner", measure=found[2])
