"""The company policy: to read with its history, and to change."""

from flask import Response, flash, g, request, url_for

from planner.kernel.clock import local_date
from planner.kernel.errors import Invalid, Stale
from planner.kernel.i18n import Text
from planner.services import administration_policy as policy_of
from planner.services import company
from planner.services.administration_policy import CALENDARS, HOURS, KEEPING, SWITCHES, THRESHOLDS, PolicyForm
from planner.services.policy import policy_in_force
from planner.services.workdays import announced
from planner.web.access import requires
from planner.web.company import bp
from planner.web.company.frame import page, typed
from planner.web.company.words import OTHERS, PAID_TO, POLICY_NAMES, policy_name, policy_words, value_words
from planner.web.dates import day
from planner.web.extensions import house, reading, transaction
from planner.web.htmx import go_to
from planner.web.language import t
from planner.workflow import ROLE_NAMES, Role

HERE = "company.policy"


@bp.get("/policy")
@requires(*company.READERS)
def policy() -> Response:
    """Thresholds, each with its source and date, calendar and hours, and what changed when."""
    present = policy_in_force(reading())
    return page(
        "company/policy.html",
        HERE,
        policy=company.policy(reading(), g.actor),
        present=present,
        days={name: [day(one) for one in getattr(present, name)] for name in CALENDARS},
        versions=policy_of.versions(reading()),
        names=POLICY_NAMES,
        others=OTHERS,
        value_words=value_words,
        policy_name=policy_name,
        policy_words=policy_words,
        roles_must=policy_words("second_factor_roles", ",".join(present.second_factor_roles)),
        unknown_years=_unknown_years(),
    )


@bp.get("/policy/edit")
@requires(Role.ADMINISTRATOR)
def edit_policy() -> Response:
    """The form with the policy in force."""
    present = policy_in_force(reading())
    return _form(policy_of.form_of(house(), present), present.hash)


@bp.post("/policy/edit")
@requires(Role.ADMINISTRATOR)
def save_policy() -> Response:
    """A new version, in force from now on."""
    form = _posted()
    try:
        with transaction() as session:
            changed = policy_of.save(session, house(), g.actor, form, typed("seen"))
    except Invalid as problem:
        return _form(form, typed("seen"), problem.errors)
    except Stale as problem:
        return _form(form, policy_in_force(reading()).hash, {"clash": problem.message})
    flash(
        t("新的政策从现在起生效。", "The new policy holds from now on.")
        if changed
        else t("没有改动，还是原来的版本。", "Nothing was different; the version stays.")
    )
    return go_to(url_for(HERE))


def _posted() -> PolicyForm:
    table = policy_of.segment_table(house())
    pairs = [(a.value, b.value) for a in table.rows for b in table.columns] if table else []
    return PolicyForm(
        values={name: typed(f"value-{name}") for name in THRESHOLDS},
        sources={name: typed(f"source-{name}") for name in THRESHOLDS},
        dates={name: typed(f"date-{name}") for name in THRESHOLDS},
        days_off=typed("days_off"),
        days_on=typed("days_on"),
        **{name: typed(name) for name in (*HOURS, *KEEPING)},
        switches=frozenset(request.form.getlist("switches")) & frozenset(SWITCHES),
        second_factor_roles=frozenset(request.form.getlist("second_factor_roles")) & frozenset(Role),
        segments={pair: typed("segment-" + "-".join(pair)) for pair in pairs},
    )


def _form(form: PolicyForm, seen: str, errors: dict[str, Text] | None = None) -> Response:
    table = policy_of.segment_table(house())
    return page(
        "company/policy_form.html",
        HERE,
        errors=errors,
        form=form,
        seen=seen,
        names=POLICY_NAMES,
        others=OTHERS,
        thresholds=THRESHOLDS,
        roles=[(role.value, t(name)) for role, name in ROLE_NAMES.items()],
        calendars=CALENDARS,
        paid_to=[(value, t(words)) for value, words in PAID_TO.items()],
        table=table,
        labelled_segments=[(one.value, t(one.label)) for one in table.values] if table else [],
        unknown_years=_unknown_years(),
    )


def _unknown_years() -> list[int]:
    """This year and the next, where their exchanged weekends are not announced."""
    year = local_date(house().clock()).year
    return [one for one in (year, year + 1) if not announced(one)]
