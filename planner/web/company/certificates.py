"""Certificates: whose, until when, in what standing; the authorities behind them; revoking one."""

from urllib.parse import urlencode

from flask import Response, flash, g, request, url_for

from planner.kernel.clock import local
from planner.kernel.errors import Invalid, Locked, NotAllowed
from planner.kernel.i18n import Text
from planner.services import certificates as kept
from planner.services import proving, revoking
from planner.services.certificates import Standing, Wanted
from planner.services.revoking import LIST_WAITS, LONGEST_REASON, RevocationForm
from planner.signing.authority import short_serial_of
from planner.signing.roles import SIGNER_ROLE_NAMES, SignerRole
from planner.web.access import requires
from planner.web.company import bp
from planner.web.company.frame import page, typed
from planner.web.extensions import house, reading, transaction
from planner.web.htmx import go_to
from planner.web.language import t
from planner.workflow import Role

HERE = "company.certificates"
STATES = ("ending", "revoked", "retired")


@bp.get("/certificates")
@requires(Role.ADMINISTRATOR)
def certificates() -> Response:
    """The authorities and everybody's certificates, those that end first in front."""
    args = request.args
    state = args.get("state", "")
    wanted = Wanted(args.get("q", "")[:60], state if state in STATES else "")
    found = kept.held(reading(), house(), g.actor, wanted, args.get("page", 1, type=int))
    with transaction() as session:
        authorities = kept.authorities(session, house())
    held = {name: value for name, value in (("q", wanted.words), ("state", wanted.state)) if value}
    return page(
        "company/certificates.html",
        HERE,
        found=found,
        wanted=wanted,
        href=lambda number: url_for(HERE) + "?" + urlencode({**held, "page": number}),
        authorities=authorities,
        trouble=kept.trouble(house()),
        short=_short,
        Standing=Standing,
    )


@bp.get("/certificates/<serial>")
@requires(Role.ADMINISTRATOR)
def certificate(serial: str) -> Response:
    """One certificate, and what hangs on it."""
    return page(
        "company/certificate.html",
        HERE,
        one=kept.one(reading(), house(), g.actor, serial),
        issuer=kept.issuer_of(reading(), serial),
        signed=kept.signed_in_force(reading(), g.actor, serial),
        roles={role.value: name for role, name in SIGNER_ROLE_NAMES.items() if role in SignerRole},
        short=_short,
        Standing=Standing,
    )


@bp.get("/certificates/<serial>/revoke")
@requires(Role.ADMINISTRATOR)
def revoke_certificate(serial: str) -> Response:
    """The form, dated now."""
    now = local(house().clock())
    return _form(serial, RevocationForm(day=now.date().isoformat(), time=f"{now:%H:%M}"))


@bp.post("/certificates/<serial>/revoke")
@requires(Role.ADMINISTRATOR)
def do_revoke_certificate(serial: str) -> Response:
    """Revoke it, from the moment given on."""
    form = RevocationForm(typed("day"), typed("time"), typed("why"), typed("password"), "sure" in request.form)
    try:
        done, listed = revoking.revoke_by_form(transaction, house(), g.actor, g.token, serial, form)
    except Invalid as problem:
        return _form(serial, form, problem.errors)
    except (NotAllowed, Locked) as problem:
        return _form(serial, form, {"password": problem.message})
    flash(
        t(
            "已吊销，{n} 份有效计划上有签名不再算数。",
            "Revoked; signatures on {n} plans in force no longer count.",
            "Revoked; a signature on 1 plan in force no longer counts.",
            n=len(done.plans),
        )
        if listed
        else t(LIST_WAITS)
    )
    return go_to(url_for("company.certificate", serial=serial))


def _form(serial: str, form: RevocationForm, errors: dict[str, Text] | None = None) -> Response:
    proven = not house().password_counts(g.actor.email) and proving.fresh(reading(), house(), g.token)
    return page(
        "company/certificate_revoke.html",
        HERE,
        errors=errors,
        one=kept.one(reading(), house(), g.actor, serial),
        signed=kept.signed_in_force(reading(), g.actor, serial),
        form=form,
        proven=proven,
        most=LONGEST_REASON,
        short=_short,
    )


def _short(serial: str) -> str:
    return short_serial_of(int(serial, 16))
