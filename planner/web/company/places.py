"""The tree of territories, and the form of one."""

from flask import Response, flash, g, request, url_for

from planner.kernel.errors import Invalid, Stale
from planner.kernel.i18n import Text
from planner.models import Territory
from planner.services import administration_places as places_of
from planner.services import company
from planner.services.administration import found
from planner.services.administration_places import PlaceForm
from planner.web.access import requires
from planner.web.company import bp
from planner.web.company.frame import changes, page, place_options, typed, version
from planner.web.extensions import house, reading, transaction
from planner.web.htmx import go_to
from planner.web.language import t
from planner.workflow import Role

HERE = "company.territories"


@bp.get("/territories")
@requires(Role.ADMINISTRATOR)
def territories() -> Response:
    """The tree."""
    return page("company/territories.html", HERE, tree=company.territories(reading(), g.actor))


@bp.get("/territories/new")
@requires(Role.ADMINISTRATOR)
def new_territory() -> Response:
    """An empty form, below the territory one came from."""
    return _form(PlaceForm("", request.args.get("under", "")[:10]), None)


@bp.post("/territories/new")
@requires(Role.ADMINISTRATOR)
def add_territory() -> Response:
    """Add it."""
    form = PlaceForm(typed("name"), typed("parent"))
    try:
        with transaction() as session:
            places_of.add(session, house(), g.actor, form)
    except Invalid as problem:
        return _form(form, None, problem.errors)
    flash(t("已新建。", "Added."))
    return go_to(url_for(HERE))


@bp.get("/territories/<int:subject>")
@requires(Role.ADMINISTRATOR)
def territory(subject: int) -> Response:
    """One territory: name, place in the tree, what is in it, history."""
    row = found(reading(), Territory, subject)
    return _form(PlaceForm(row.name, str(row.parent_id or "")), row)


@bp.post("/territories/<int:subject>")
@requires(Role.ADMINISTRATOR)
def save_territory(subject: int) -> Response:
    """Rename or move it."""
    form = PlaceForm(typed("name"), typed("parent"))
    try:
        with transaction() as session:
            places_of.save(session, house(), g.actor, subject, version(), form)
    except Invalid as problem:
        return _form(form, found(reading(), Territory, subject), problem.errors, version())
    except Stale as problem:
        return _form(form, found(reading(), Territory, subject), {"clash": problem.message})
    flash(t("已保存，马上生效。", "Saved; it holds from now on."))
    return go_to(url_for(HERE))


@bp.post("/territories/<int:subject>/retire")
@requires(Role.ADMINISTRATOR)
def retire_territory(subject: int) -> Response:
    """Take an empty one out of use."""
    try:
        with transaction() as session:
            places_of.retire(session, house(), g.actor, subject, version())
    except Invalid as problem:
        row = found(reading(), Territory, subject)
        return _form(PlaceForm(row.name, str(row.parent_id or "")), row, problem.errors)
    flash(t("已停用。", "Retired."))
    return go_to(url_for(HERE))


def _form(form: PlaceForm, row: Territory | None, errors: dict[str, Text] | None = None, seen: int = 0) -> Response:
    return page(
        "company/place_form.html",
        HERE,
        errors=errors,
        form=form,
        row=row,
        version=seen or (row.version if row else 0),
        within=places_of.in_use(reading(), row) if row else None,
        places=place_options(),
        lines=changes(row) if row else [],
    )
