"""Goals and tasks: what a representative may not be measured by."""

from collections.abc import Iterator, Mapping

from planner.compliance.normalize import plain
from planner.compliance.structural.base import Breach, at, check, texts, words
from planner.compliance.structural.sheet import Sheet


@check("rep_owns_sales")
def rep_owns_sales(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """A goal or task of a representative that is measured by sales, quota, revenue or prescriptions (S-08, S-11).

    Parameters `words`: what such a measure is called; `harmless`: longer terms that only look like it.
    """
    measures, harmless = texts(params, "words"), texts(params, "harmless")
    for block, fields in (("goals", ("statement", "metric", "unit")), ("tasks", ("task", "how")), ("tactics", ("name", "what"))):
        for row in document.rows_of(block):
            if row.values.get("owner") != "rep":
                continue
            said = plain(words(row, *fields))
            for term in harmless:
                said = said.replace(term, "")
            found = next((measure for measure in measures if measure in said), None)
            if found is not None and not any(f"{no}{found}" in said for no in ("不承担", "不背", "不设", "不以")):
                yield at(row, "owner", measure=found)
