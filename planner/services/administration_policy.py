"""The company policy as typed: read, checked against its schema, and kept as a new version; what changed between versions."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import Any

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.compliance.policy import DEFAULT_POLICY, Ground, Policy
from planner.kernel.errors import Invalid, Stale
from planner.kernel.i18n import Text
from planner.kernel.money import parse_fen
from planner.models import Person, PolicyVersion
from planner.services.actor import Actor
from planner.services.administration import CHOOSE, MISSING, NO_DAY, STALE, begin, too_long
from planner.services.house import House
from planner.services.library_forms import day_of
from planner.services.policy import policy_in_force, set_policy
from planner.wizards.schema import Choice, Field, Group
from planner.workflow import Role

THRESHOLDS = tuple(DEFAULT_POLICY.values())
"""Names of the values that have a source and a date."""

SWITCHES = ("assign_reviews", "roles_need_second")
CALENDARS = ("days_off", "days_on")
HOURS = ("day_begins", "day_ends")
KEEPING = ("notices_read_days", "notices_unread_days", "drafts_kept_days", "plans_kept_years", "sessions_kept_days")
MICRO = "micro_segments"
MOST_DAYS = 200


@dataclass(frozen=True, slots=True)
class PolicyForm:
    """The policy as typed.

    :param values: by threshold; money in yuan
    :param sources, dates: by threshold
    :param days_off, days_on: one day to a line
    :param segments: (first choice, second choice) → value of the company's table of micro-segments
    """

    values: Mapping[str, str] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)
    dates: Mapping[str, str] = field(default_factory=dict)
    days_off: str = ""
    days_on: str = ""
    day_begins: str = ""
    day_ends: str = ""
    notices_read_days: str = ""
    notices_unread_days: str = ""
    drafts_kept_days: str = ""
    plans_kept_years: str = ""
    sessions_kept_days: str = ""
    switches: frozenset[str] = frozenset()
    second_factor_roles: frozenset[str] = frozenset()
    segments: Mapping[tuple[str, str], str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SegmentTable:
    """The table of micro-segments: its two choices, what may stand in it, what stands in it when the company has none of its own."""

    rows: tuple[Choice, ...]
    columns: tuple[Choice, ...]
    values: tuple[Choice, ...]
    built_in: Mapping[tuple[str, str], str]


@dataclass(frozen=True, slots=True)
class Version:
    """One version of the policy.

    :param changed: (name, before, after); a ground is named `name.source`, `name.as_of`
    """

    at: datetime
    by: str
    changed: tuple[tuple[str, Any, Any], ...]


def segment_table(house: House) -> SegmentTable | None:
    """The table as the plan types declare it; None when none of them looks anything up in it."""
    for kind in house.plan_types.values():
        for group in (item for step in kind.steps for item in step.items if isinstance(item, Group)):
            known = {one.name: one for one in group.fields if isinstance(one, Field)}
            asked = next((one for one in known.values() if one.lookup == MICRO), None)
            if asked is not None and asked.factors is not None and asked.table is not None:
                first, second = (known[name].choices for name in asked.factors)
                return SegmentTable(tuple(first), tuple(second), tuple(asked.choices), {(a, b): value for a, b, value in asked.table})
    return None


def form_of(house: House, policy: Policy) -> PolicyForm:
    """The policy as the form shows it."""
    grounds = {name: policy.ground(name) for name in THRESHOLDS}
    table = segment_table(house)
    own = {(a, b): value for a, b, value in policy.tables.get(MICRO, ())}
    return PolicyForm(
        values={name: _shown(name, value) for name, value in policy.values().items()},
        sources={name: ground.source for name, ground in grounds.items()},
        dates={name: ground.as_of.isoformat() for name, ground in grounds.items()},
        days_off="\n".join(day.isoformat() for day in policy.days_off),
        days_on="\n".join(day.isoformat() for day in policy.days_on),
        **{name: getattr(policy, name).strftime("%H:%M") for name in HOURS},
        **{name: str(getattr(policy, name)) for name in KEEPING},
        switches=frozenset(name for name in SWITCHES if getattr(policy, name)),
        second_factor_roles=frozenset(policy.second_factor_roles),
        segments={**table.built_in, **own} if table else own,
    )


def save(session: Session, house: House, actor: Actor, form: PolicyForm, seen: str) -> bool:
    """Take what was typed into force from now on; False when nothing was different. Plans keep the version they were checked under.

    :param seen: digest of the policy that the form showed
    :raises Invalid: by `value-<name>`, `source-<name>`, `date-<name>`, or name of another value
    :raises Stale: somebody else saved one meanwhile
    """
    begin(session, actor)
    present = policy_in_force(session)
    if present.hash != seen:
        raise Stale(STALE)
    wanted = read(house, form, present)
    if wanted.hash == present.hash:
        return False
    set_policy(session, house, actor, wanted)
    return True


def read(house: House, form: PolicyForm, present: Policy) -> Policy:
    """The policy that a form means.

    :param present: keeps what no form shows: tables of other names
    :raises Invalid: as `save`
    """
    errors: dict[str, Text] = {}
    document: dict[str, Any] = {name: name in form.switches for name in SWITCHES}
    document["second_factor_roles"] = tuple(role.value for role in Role if role.value in form.second_factor_roles)
    for name in THRESHOLDS:
        value = _typed(name, form.values.get(name, ""))
        if isinstance(value, Text):
            errors[f"value-{name}"] = value
        else:
            document[name] = value
    grounds = _grounds(form, errors)
    for name in CALENDARS:
        document[name] = _days(name, getattr(form, name), errors)
    if both := set(document["days_off"]) & set(document["days_on"]):
        errors["days_on"] = Text(f"{min(both)} 不能又放假又上班。", f"{min(both)} cannot be both a day off and a working day.")
    for name in HOURS:
        document[name] = _time(name, getattr(form, name), errors)
    if document["day_begins"] >= document["day_ends"] and not {*HOURS} & {*errors}:
        errors["day_ends"] = Text("下班要晚于上班。", "A day ends after it begins.")
    for name in KEEPING:
        value = _typed(name, getattr(form, name))
        if isinstance(value, Text):
            errors[name] = value
        document[name] = value
    document["tables"] = {name: rows for name, rows in present.tables.items() if name != MICRO} | _segments(house, form, errors)
    if errors:
        raise Invalid(errors)
    try:
        return Policy.model_validate({**document, "grounds": grounds})
    except ValidationError as refusal:
        names = [(one["loc"][0], one.get("ctx", {})) for one in refusal.errors()]
        raise Invalid({str(name) if name in KEEPING else f"value-{name}": _out_of_range(limits) for name, limits in names}) from refusal


def versions(session: Session, most: int = 30) -> list[Version]:
    """The newest versions with what changed in each, newest first."""
    rows = list(
        session.execute(
            select(PolicyVersion, Person.name)
            .outerjoin(Person, Person.id == PolicyVersion.person_id)
            .order_by(PolicyVersion.id.desc())
            .limit(most + 1)
        )
    )
    documents = [_flat(Policy.model_validate(row.document)) for row, _ in rows]
    older = [*documents[1:], *([_flat(DEFAULT_POLICY)] if len(rows) <= most else [])]
    return [
        Version(row.at, name or "", tuple((key, then.get(key), value) for key, value in now.items() if then.get(key) != value))
        for (row, name), now, then in zip(rows[:most], documents, older, strict=False)
    ]


def _flat(policy: Policy) -> dict[str, Any]:
    flat = dict(policy.values())
    for name in THRESHOLDS:
        ground = policy.ground(name)
        flat[f"{name}.source"], flat[f"{name}.as_of"] = ground.source, ground.as_of.isoformat()
    flat |= {name: getattr(policy, name) for name in SWITCHES} | {"second_factor_roles": ",".join(policy.second_factor_roles)}
    flat |= {name: ", ".join(day.isoformat() for day in getattr(policy, name)) for name in CALENDARS}
    flat |= {name: getattr(policy, name).strftime("%H:%M") for name in HOURS} | {name: getattr(policy, name) for name in KEEPING}
    return flat | {"tables": policy.model_dump(mode="json")["tables"]}


def _shown(name: str, value: object) -> str:
    return f"{value // 100}.{value % 100:02d}" if name.endswith("_fen") and isinstance(value, int) else str(value)


def _typed(name: str, typed: str) -> Any:
    """The value, or what is wrong with it."""
    typed = typed.strip()
    if not typed:
        return MISSING
    if name.endswith("_fen"):
        try:
            fen = parse_fen(typed)
        except ValueError:
            fen = -1
        return fen if 0 <= fen < 10**12 else Text("请写金额，例如 300 或 300.50。", "Please give an amount such as 300 or 300.50.")
    if isinstance(getattr(DEFAULT_POLICY, name), int):
        whole = typed.isascii() and typed.isdigit() and len(typed) <= 6
        return int(typed) if whole else Text("请写一个整数。", "Please give a whole number.")
    offered = Policy.model_json_schema()["properties"][name]["enum"]
    return typed if typed in offered else CHOOSE


def _grounds(form: PolicyForm, errors: dict[str, Text]) -> dict[str, Ground]:
    found = {}
    for name in THRESHOLDS:
        source, day = form.sources.get(name, "").strip(), day_of(form.dates.get(name, ""))
        if not source:
            errors[f"source-{name}"] = MISSING
        elif len(source) > 200:
            errors[f"source-{name}"] = too_long(200)
        if day is None:
            errors[f"date-{name}"] = NO_DAY
        elif source and (ground := Ground(source=source, as_of=day)) != DEFAULT_POLICY.ground(name):
            found[name] = ground
    return found


def _days(name: str, typed: str, errors: dict[str, Text]) -> tuple[date, ...]:
    lines = [line.strip() for line in typed.replace("，", "\n").replace(",", "\n").splitlines() if line.strip()]
    days = [day_of(line) for line in lines[: MOST_DAYS + 1]]
    if len(lines) > MOST_DAYS:
        errors[name] = Text("最多 {n} 天。", "At most {n} days.").with_(n=MOST_DAYS)
    elif wrong := next((line for line, day in zip(lines, days, strict=True) if day is None), None):
        errors[name] = Text(f"“{wrong[:20]}”不是 2027-03-01 这样的日期。", f"“{wrong[:20]}” is not a day such as 2027-03-01.")
    return tuple(sorted({day for day in days if day is not None}))


def _time(name: str, typed: str, errors: dict[str, Text]) -> time:
    try:
        return datetime.strptime(typed.strip(), "%H:%M").time()  # noqa: DTZ007  a time of day has no zone
    except ValueError:
        errors[name] = Text("请写成 18:00 这样的时间。", "Please give a time such as 18:00.")
        return time()


def _segments(house: House, form: PolicyForm, errors: dict[str, Text]) -> dict[str, Any]:
    table = segment_table(house)
    if table is None:
        return {}
    offered = {choice.value for choice in table.values}
    chosen = {(a.value, b.value): form.segments.get((a.value, b.value), "") for a in table.rows for b in table.columns}
    if not set(chosen.values()) <= offered:
        errors["segments"] = CHOOSE
    return {} if chosen == dict(table.built_in) else {MICRO: tuple((a, b, value) for (a, b), value in chosen.items())}


def _out_of_range(limits: Mapping[str, Any]) -> Text:
    if "le" in limits:
        return Text("最大是 {n}。", "At most {n}.").with_(n=limits["le"])
    return Text("最小是 {n}。", "At least {n}.").with_(n=limits.get("ge", 0))
