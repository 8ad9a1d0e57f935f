"""Roles of a person, and the answers of a second administrator."""

from collections.abc import Callable

from flask import Response, flash, g, request, url_for

from planner.kernel.errors import Invalid, Stale
from planner.kernel.i18n import Text
from planner.models import Person
from planner.services import administration_roles as roles_of
from planner.services import company
from planner.services.administration import found
from planner.services.administration_roles import Held
from planner.web.access import requires
from planner.web.company import bp
from planner.web.company.frame import page, place_names, place_options, typed, version
from planner.web.company.words import role_words
from planner.web.extensions import house, reading, transaction
from planner.web.htmx import go_to
from planner.web.language import t
from planner.workflow import ROLE_NAMES, Role

WHOLE = "all"
"""Stands for the whole company among the territories."""


@bp.get("/people/<int:subject>/roles")
@requires(Role.ADMINISTRATOR)
def roles(subject: int) -> Response:
    """The roles somebody holds, each to be kept or taken away, and a new one."""
    return _form(subject)


@bp.post("/people/<int:subject>/roles")
@requires(Role.ADMINISTRATOR)
def save_roles(subject: int) -> Response:
    """Give exactly these roles, or ask a second administrator."""
    try:
        with transaction() as session:
            done = roles_of.change(session, house(), g.actor, subject, version(), _posted(), typed("reason"))
    except Invalid as problem:
        return _form(subject, {"role" if name == "roles" else name: message for name, message in problem.errors.items()})
    except Stale as problem:
        return _form(subject, {"clash": problem.message})
    flash(
        t("角色已改，马上生效。", "The roles hold from now on.")
        if done
        else t("已提交，等另一位管理员同意后生效。", "Sent; it holds once another administrator agrees.")
    )
    return go_to(url_for("company.person", subject=subject))


@bp.post("/proposals/<int:asked>/approve")
@requires(Role.ADMINISTRATOR)
def approve_roles(asked: int) -> Response:
    """Agree: in force at once."""
    return _answer(roles_of.approve, asked, t("已同意，角色马上生效。", "Agreed; the roles hold from now on."))


@bp.post("/proposals/<int:asked>/refuse")
@requires(Role.ADMINISTRATOR)
def refuse_roles(asked: int) -> Response:
    """Say no."""
    return _answer(roles_of.refuse, asked, t("没有同意，角色不变。", "Refused; the roles stay as they are."))


@bp.post("/proposals/<int:asked>/withdraw")
@requires(Role.ADMINISTRATOR)
def withdraw_roles(asked: int) -> Response:
    """Take one's own proposal back."""
    return _answer(roles_of.withdraw, asked, t("已收回。", "Taken back."))


def _answer(act: Callable[..., None], asked: int, said: str) -> Response:
    with transaction() as session:
        act(session, house(), g.actor, asked)
    flash(said)
    return go_to(url_for("company.people"))


def _posted() -> list[Held]:
    """The roles that were left ticked, and the new one."""
    kept = [tuple(one.split(":", 1)) for one in request.form.getlist("keep")[:40] if ":" in one]
    new = [(typed("role"), typed("territory"))] if typed("role") else []
    return [
        (role, None if place == WHOLE else int(place) if place.isascii() and place.isdigit() and len(place) < 10 else 0)
        for role, place in (*kept, *new)
    ]


def _form(subject: int, errors: dict[str, Text] | None = None) -> Response:
    row, names = found(reading(), Person, subject), place_names()
    held = [(f"{role}:{place or WHOLE}", role_words(Role(role), names.get(place or 0, ""))) for role, place in roles_of.held(row)]
    return page(
        "company/roles_form.html",
        "company.people",
        errors=errors,
        person=company.member(reading(), g.actor, subject),
        version=row.version,
        held=held,
        kept=request.form.getlist("keep") if errors else [value for value, _ in held],
        chosen={name: typed(name) for name in ("role", "territory", "reason")},
        roles=[(role.value, t(name)) for role, name in ROLE_NAMES.items()],
        places=[(WHOLE, t("全公司", "Whole company")), *place_options()],
        second=roles_of.needs_second(reading(), g.actor),
    )
