"""Activities and budget back from a workbook: a form with one file, and a word on every row that is not fine."""

from flask import Response, flash, g, request, url_for

from planner.documents.workbook import MOST_BYTES, TOO_LARGE
from planner.kernel.errors import Invalid, PlannerError, Unavailable
from planner.kernel.i18n import Text
from planner.services import tables_import
from planner.services.tables_import import Taken
from planner.web.access import requires
from planner.web.extensions import house, reading, transaction
from planner.web.htmx import go_to, render
from planner.web.language import t
from planner.web.plans import bp
from planner.workflow import Role

MOST_SHOWN = 100
"""Problems on the page; whoever has more mends these first."""
_NO_FILE = Text("请先选一个 .xlsx 文件。", "Choose an .xlsx file first.")
_NOTHING_NEW = Text("文件里的内容和计划一样，没有改动。", "The file says what the plan says; nothing changed.")
_DONE = Text("表格读回来了：改了 {changed} 行，加了 {added} 行。", "The tables are in: {changed} rows changed, {added} added.")


@bp.get("/<number>/tables/import")
@requires(Role.REPRESENTATIVE)
def import_form(number: str) -> Response:
    """What can be read back, and how."""
    return _page(number)


@bp.post("/<number>/tables/import")
@requires(Role.REPRESENTATIVE)
def import_tables(number: str) -> Response:
    """Every row is fine and all is written, or nothing is."""
    file = request.files.get("file")
    if file is None or not file.filename:
        return _page(number, _NO_FILE)
    with file.stream as stream:
        data = stream.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        return _page(number, TOO_LARGE)
    try:
        taken = tables_import.take_tables(transaction, house(), g.actor, number, data)
    except (Invalid, Unavailable) as error:
        return _page(number, error)
    if taken.problems:
        return _page(number, None, taken)
    flash(t(_DONE.with_(changed=taken.changed, added=taken.added)) if taken.changed or taken.added else t(_NOTHING_NEW))
    return go_to(url_for("plans.show", number=number))


def _page(number: str, problem: Text | PlannerError | None = None, taken: Taken | None = None) -> Response:
    names = tables_import.sheet_names(reading(), house(), g.actor, number)
    said = problem.message if isinstance(problem, PlannerError) else problem
    problems = taken.problems if taken else ()
    return render(
        "plans/tables.html",
        None,
        422 if problem or taken else 200,
        number=number,
        names=names,
        problem=said,
        problems=problems[:MOST_SHOWN],
        total=len(problems),
    )
