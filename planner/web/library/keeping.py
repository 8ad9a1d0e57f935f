"""Adding, changing, retiring and restoring; what cannot be kept comes back with the reason at its place."""

from datetime import timedelta

from flask import Response, flash, g, request, url_for
from sqlalchemy.orm import Session
from werkzeug.datastructures import MultiDict

from planner.kernel.clock import local_date
from planner.kernel.errors import Invalid, NotFound
from planner.kernel.i18n import Text
from planner.services import library_keeping as keeping
from planner.services.library_forms import MaterialForm, PhraseForm
from planner.web.access import requires
from planner.web.extensions import house, reading, transaction
from planner.web.htmx import go_to, render
from planner.web.language import t
from planner.web.library import bp
from planner.web.library.lists import frame, kind_of, number_of
from planner.workflow import KEEPERS, LibraryKind

EDITORS = frozenset().union(*KEEPERS.values())
SEVERAL = ("places", "plan_types", "products")


@bp.get("/<kind>/new")
@requires(*EDITORS)
def add(kind: str) -> Response:
    """An empty form, with the days most entries get."""
    of = _kept(kind)
    today = local_date(house().clock())
    days = {"approved_on": today.isoformat(), "expires_on": (today + timedelta(days=364)).isoformat()}
    form = MaterialForm(**days) if of is LibraryKind.MATERIAL else PhraseForm(from_on=today.isoformat(), approved_by=g.actor.name)
    return _form(of, form, None, 0, {})


@bp.get("/<kind>/<subject>/edit")
@requires(*EDITORS)
def edit(kind: str, subject: str) -> Response:
    """The form with the entry in it."""
    of = _kept(kind)
    row = keeping.find(reading(), of, number_of(subject))
    return _form(of, _shown(of, row.id), row.id, row.version, {})


@bp.post("/<kind>/new")
@requires(*EDITORS)
def create(kind: str) -> Response:
    """Add an entry."""
    return _save(_kept(kind), None, 0)


@bp.post("/<kind>/<subject>/edit")
@requires(*EDITORS)
def save(kind: str, subject: str) -> Response:
    """Change an entry."""
    return _save(_kept(kind), number_of(subject), request.form.get("version", 0, type=int))


@bp.post("/<kind>/<subject>/retire")
@requires(*EDITORS)
def retire(kind: str, subject: str) -> Response:
    """Take an entry out of use."""
    of, row = _kept(kind), number_of(subject)
    with transaction() as session:
        keeping.retire(session, house(), g.actor, of, row, request.form.get("version", 0, type=int))
    flash(t("已停用。", "Taken out of use."))
    return go_to(url_for("library.entry", kind=kind, subject=row))


@bp.post("/<kind>/<subject>/restore")
@requires(*EDITORS)
def restore(kind: str, subject: str) -> Response:
    """Bring an entry back; a phrase that no longer passes opens its form with the reason."""
    of, row, version = _kept(kind), number_of(subject), request.form.get("version", 0, type=int)
    try:
        with transaction() as session:
            keeping.restore(session, house(), g.actor, of, row, version)
    except Invalid as problem:
        return _form(of, _shown(of, row), row, version, problem.errors)
    flash(t("已恢复使用。", "Back in use."))
    return go_to(url_for("library.entry", kind=kind, subject=row))


def _kept(kind: str) -> LibraryKind:
    of = kind_of(kind)
    if not keeping.may_keep(of, g.actor):
        raise NotFound
    return of


def _save(of: LibraryKind, subject: int | None, version: int) -> Response:
    form = posted(of, request.form)
    try:
        with transaction() as session:
            row = _write(session, form, subject, version)
    except Invalid as problem:
        return _form(of, form, subject, version, problem.errors)
    flash(t("已保存。", "Saved."))
    return go_to(url_for("library.entry", kind=f"{of.value}s", subject=row))


def _write(session: Session, form: MaterialForm | PhraseForm, subject: int | None, version: int) -> int:
    if isinstance(form, MaterialForm):
        return keeping.save_material(session, house(), g.actor, form, subject, version).id
    return keeping.save_phrase(session, house(), g.actor, form, subject, version).id


def _shown(of: LibraryKind, subject: int) -> MaterialForm | PhraseForm:
    row = keeping.find(reading(), of, subject)
    return keeping.form_of(row)


def posted(of: LibraryKind, data: MultiDict[str, str]) -> MaterialForm | PhraseForm:
    """What a request asks for; over-long entries are cut well above what a form takes, so that its own limit speaks."""
    names = MaterialForm.__dataclass_fields__ if of is LibraryKind.MATERIAL else PhraseForm.__dataclass_fields__
    values = {name: tuple(data.getlist(name))[:60] if name in SEVERAL else data.get(name, "").strip()[:1000] for name in names}
    return MaterialForm(**values) if of is LibraryKind.MATERIAL else PhraseForm(**values)  # type: ignore[arg-type]


def _form(of: LibraryKind, form: MaterialForm | PhraseForm, subject: int | None, version: int, errors: dict[str, Text]) -> Response:
    page = "library/material_form.html" if of is LibraryKind.MATERIAL else "library/phrase_form.html"
    summary = [(f"lib-{name}", t(message)) for name, message in errors.items()]
    status = 422 if errors else 200
    return render(page, None, status, form=form, subject=subject, version=version, errors=errors, summary=summary, **frame(of))
