"""People: the list, one person, entering and changing, the door."""

from collections.abc import Callable
from dataclasses import asdict
from urllib.parse import urlencode

from flask import Response, flash, g, request, url_for
from sqlalchemy.orm import Session

from planner.kernel.clock import local_date
from planner.kernel.errors import Invalid, Stale
from planner.kernel.i18n import Text
from planner.models import Person
from planner.services import administration_people as people_of
from planner.services import administration_roles as roles_of
from planner.services import company, credentials, delegation, invitations, second_factor
from planner.services.administration import found
from planner.services.administration_people import PersonForm
from planner.web.access import requires
from planner.web.company import bp
from planner.web.company.frame import TABS, changes, page, place_options, typed, version
from planner.web.extensions import house, reading, transaction
from planner.web.htmx import go_to
from planner.web.language import t
from planner.workflow import ROLE_NAMES, Role

HERE = "company.people"


@bp.get("")
@requires(*company.READERS)
def index() -> Response:
    """To the first page that is open to this person."""
    return go_to(url_for(next(tab.endpoint for tab in TABS if g.actor.has(*tab.roles))))


@bp.get("/people")
@requires(Role.ADMINISTRATOR)
def people() -> Response:
    """People with their roles; what waits for a second administrator on top."""
    args = request.args
    role, place, state = args.get("role", ""), args.get("territory", 0, type=int), args.get("state", "")
    wanted = company.Wanted(args.get("q", "")[:60], role if role in set(Role) else "", place, state if state in ("off", "all") else "")
    kept = {name: value for name, value in args.items() if name in ("q", "role", "territory", "state")}
    found = company.people_page(reading(), g.actor, wanted, args.get("page", 1, type=int))

    return page(
        "company/people.html",
        HERE,
        found=found,
        wanted=wanted,
        href=lambda number: url_for(HERE) + "?" + urlencode({**kept, "page": number}),
        today=local_date(house().clock()),
        asked=roles_of.waiting(reading(), g.actor),
        told=roles_of.told(reading(), house(), g.actor),
        roles=[(role.value, t(name)) for role, name in ROLE_NAMES.items()],
        places=place_options(),
    )


@bp.get("/people/<int:subject>")
@requires(Role.ADMINISTRATOR)
def person(subject: int) -> Response:
    """One person: record, roles, door, history."""
    return show(subject)


@bp.get("/people/new")
@requires(Role.ADMINISTRATOR)
def new_person() -> Response:
    """An empty form."""
    return _form(PersonForm(), None, 0)


@bp.post("/people/new")
@requires(Role.ADMINISTRATOR)
def add_person() -> Response:
    """Enter somebody and make the link by which they join."""
    form = _posted()
    try:
        with transaction() as session:
            row = people_of.add(session, house(), g.actor, form)
            subject, token = row.id, invitations.invite(session, house(), g.actor, row.id)
    except Invalid as problem:
        return _form(form, None, 0, problem.errors)
    return _invited(subject, token)


@bp.get("/people/<int:subject>/edit")
@requires(Role.ADMINISTRATOR)
def edit_person(subject: int) -> Response:
    """The form with the person in it."""
    row = found(reading(), Person, subject)
    return _form(people_of.form_of(row), subject, row.version)


@bp.post("/people/<int:subject>/edit")
@requires(Role.ADMINISTRATOR)
def save_person(subject: int) -> Response:
    """Change the record."""
    form = _posted()
    try:
        with transaction() as session:
            people_of.save(session, house(), g.actor, subject, version(), form)
    except Invalid as problem:
        return _form(form, subject, version(), problem.errors)
    except Stale as problem:
        return _form(form, subject, found(reading(), Person, subject).version, {"clash": problem.message})
    flash(t("已保存。", "Saved."))
    return go_to(url_for("company.person", subject=subject))


@bp.post("/people/<int:subject>/enable")
@requires(Role.ADMINISTRATOR)
def enable_person(subject: int) -> Response:
    """Let somebody in again."""
    said = t("已恢复，角色和密码和停用前一样。", "Let in again, with the roles and password of before.")
    return _done(subject, said, lambda session: people_of.enable(session, house(), g.actor, subject, version()))


@bp.post("/people/<int:subject>/disable")
@requires(Role.ADMINISTRATOR)
def disable_person(subject: int) -> Response:
    """Shut somebody out at once, handing nothing over."""
    said = t("已停用，登录已经全部退出。", "Disabled and signed out everywhere.")
    return _done(subject, said, lambda session: people_of.disable(session, house(), g.actor, subject, version()))


@bp.post("/people/<int:subject>/invitation")
@requires(Role.ADMINISTRATOR)
def invite_person(subject: int) -> Response:
    """A new link; earlier ones stop working."""
    with transaction() as session:
        token = invitations.invite(session, house(), g.actor, subject)
    return _invited(subject, token)


@bp.post("/people/<int:subject>/invitation/withdraw")
@requires(Role.ADMINISTRATOR)
def withdraw_invitation(subject: int) -> Response:
    """End the open link."""
    said = t("链接已经收回，打不开了。", "The link was taken back and leads nowhere.")
    return _done(subject, said, lambda session: invitations.withdraw(session, house(), g.actor, subject))


def _invited(subject: int, token: str) -> Response:
    """The link goes by mail; where none leaves, it is shown this once to be handed over."""
    if not house().mails:
        return show(subject, link=house().public_url + url_for("auth.invitation", token=token))
    address = found(reading(), Person, subject).email
    flash(t("登录链接会寄到 {who}。", "The link goes to {who}.", who=address))
    return go_to(url_for("company.person", subject=subject))


@bp.post("/people/<int:subject>/reset-pin")
@requires(Role.ADMINISTRATOR)
def reset_pin(subject: int) -> Response:
    """Retire somebody's signing key."""
    said = t("旧的签名密钥已停用。请本人到“账号”里设新的 PIN。", "The old signing key is retired. They set a new PIN under “Account”.")
    return _done(subject, said, lambda session: people_of.reset_pin(session, house(), g.actor, subject))


@bp.post("/people/<int:subject>/reset-factor")
@requires(Role.ADMINISTRATOR)
def reset_factor(subject: int) -> Response:
    """Take back somebody's second factor and recovery codes."""
    said = t("两步验证已清除，登录已经全部退出。", "The second step is reset, and they are signed out everywhere.")
    return _done(subject, said, lambda session: people_of.reset_factor(session, house(), g.actor, subject))


def _done(subject: int, said: str, act: Callable[[Session], object]) -> Response:
    """Act, say so, and go back to the person; what is refused is said on their page."""
    try:
        with transaction() as session:
            act(session)
    except Invalid as problem:
        return show(subject, problem.errors)
    flash(said)
    return go_to(url_for("company.person", subject=subject))


def show(subject: int, errors: dict[str, Text] | None = None, link: str = "") -> Response:
    """The page of one person."""
    member, row = company.member(reading(), g.actor, subject), found(reading(), Person, subject)
    return page(
        "company/person.html",
        HERE,
        errors=errors,
        person=member,
        row=row,
        link=link,
        lasts=invitations.LASTS.days,
        invitation=invitations.standing(reading(), house(), subject),
        joined=invitations.joined(reading(), subject),
        asked=roles_of.waiting(reading(), g.actor, subject),
        lent=delegation.live(reading(), house(), subject),
        factor=second_factor.has_any(reading(), subject),
        own=subject == g.actor.person_id,
        today=local_date(house().clock()),
        lines=changes(row),
        credential=credentials.standing(reading(), house(), subject),
        typed=typed("credential") if errors and "credential" in errors else "",
    )


def _posted() -> PersonForm:
    return PersonForm(**{name: typed(name) for name in asdict(PersonForm())})


def _form(form: PersonForm, subject: int | None, seen: int, errors: dict[str, Text] | None = None) -> Response:
    places, mails = place_options(), house().mails
    template = "company/person_form.html"
    return page(template, HERE, errors=errors, form=form, subject=subject, version=seen, places=places, mails=mails)
