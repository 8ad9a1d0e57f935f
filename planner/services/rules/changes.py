"""The changes of the rulebook that take a second person: what they are, and what the rulebook reads after them."""

from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.compliance.company import is_company, rule_of, stricter
from planner.compliance.findings import SEVERITY_NAMES, Severity
from planner.compliance.pack import Pack
from planner.kernel.canonical import canonical_json, sha256_hex
from planner.kernel.clock import local_date
from planner.kernel.errors import Invalid, NotFound, Stale
from planner.kernel.i18n import Text
from planner.models import RuleProposal
from planner.services.house import House
from planner.services.rules.drafting import find_revision, find_rule, runnable
from planner.services.rules.effective import Document, document_in_force
from planner.services.rules.filters import FilterForm, filter_of, refuse_filter


@dataclass(frozen=True, slots=True)
class Activate:
    """Let a revision of a company rule speak."""

    rule_id: str
    number: int
    kind = "activate"

    @property
    def subject(self) -> str:
        """What it is about."""
        return self.rule_id


@dataclass(frozen=True, slots=True)
class Retire:
    """Take a company rule out."""

    rule_id: str
    kind = "retire"

    @property
    def subject(self) -> str:
        """What it is about."""
        return self.rule_id


@dataclass(frozen=True, slots=True)
class SetSeverity:
    """Give a core rule a heavier weight than its own; "" puts it back to its own."""

    rule_id: str
    to: str
    kind = "severity"

    @property
    def subject(self) -> str:
        """What it is about."""
        return self.rule_id


@dataclass(frozen=True, slots=True)
class AddFilter:
    """A dated exclusion; the owner is whoever proposes it."""

    form: FilterForm
    owner: str = ""
    kind = "add_filter"

    @property
    def subject(self) -> str:
        """What it is about."""
        return self.form.filter_id


@dataclass(frozen=True, slots=True)
class EndFilter:
    """End an exclusion before its day."""

    filter_id: str
    kind = "end_filter"

    @property
    def subject(self) -> str:
        """What it is about."""
        return self.filter_id


Change = Activate | Retire | SetSeverity | AddFilter | EndFilter
KINDS: dict[str, type[Any]] = {kind.kind: kind for kind in (Activate, Retire, SetSeverity, AddFilter, EndFilter)}


def to_json(change: Change) -> dict[str, Any]:
    """A change as stored."""
    return {"kind": change.kind, **asdict(change)}


def from_json(data: dict[str, Any]) -> Change:
    """A stored change."""
    values = {key: value for key, value in data.items() if key != "kind"}
    if data["kind"] == AddFilter.kind:
        form: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in values["form"].items()}
        values["form"] = FilterForm(**form)
    found: Change = KINDS[data["kind"]](**values)
    return found


def digest_of(change: Change) -> str:
    """Names a change, so that a preview can be found for it; who proposes it does not matter."""
    return sha256_hex(canonical_json({**to_json(change), "owner": ""}))


def after(session: Session, house: House, change: Change, approved_by: str = "") -> Document:
    """What the company lays over the core once a change is made; numbered one higher than now.

    :raises NotFound: the rule or exclusion is not there
    :raises Invalid: the change cannot be made as the rulebook stands
    :raises Stale: the rule has a newer revision than the one to be activated
    """
    document = document_in_force(session)
    today = local_date(house.clock()).isoformat()
    rules, severities = list(document["rules"]), dict(document["severities"])
    filters = [one for one in document["filters"] if one["until"] >= today]
    match change:
        case Activate():
            row = find_rule(session, change.rule_id)
            if row.newest != change.number:
                raise Stale(
                    Text("这条规则后来又改过，请就新的一版再申请。", "The rule was edited since. Please propose its newest revision.")
                )
            rules = put(rules, runnable(session, row, change.number, "active", approved_by))
        case Retire():
            gone = find_rule(session, change.rule_id).rule_id
            rules = [entry for entry in rules if entry["id"] != gone]
        case SetSeverity():
            severities.pop(change.rule_id, None)
            if change.to:
                severities[change.rule_id] = _heavier(house.pack, change)
        case AddFilter():
            refuse_filter(change.form, house, _used(session), {entry["id"] for entry in rules})
            filters.append(filter_of(change.form, change.owner))
        case EndFilter():
            if all(one["id"] != change.filter_id for one in filters):
                raise Stale(Text("这个排除已经结束了。", "This exclusion has ended already."))
            filters = [one for one in filters if one["id"] != change.filter_id]
    return {"number": document["number"] + 1, "rules": rules, "filters": filters, "severities": severities}


def _used(session: Session) -> set[str]:
    """Ids of every exclusion there ever was: none is given twice."""
    used = (RuleProposal.kind == AddFilter.kind, RuleProposal.state == "approved")
    return set(session.scalars(select(RuleProposal.subject).where(*used)))


def put(rules: list[dict[str, Any]], entry: dict[str, Any]) -> list[dict[str, Any]]:
    """The rules with one replaced or added, by id."""
    return sorted([*(one for one in rules if one["id"] != entry["id"]), entry], key=lambda one: str(one["id"]))


def _heavier(core: Pack, change: SetSeverity) -> str:
    rule = next((rule for rule in core.rules if rule.id == change.rule_id), None)
    if rule is None or rule.status != "active":
        raise NotFound
    if change.to not in {severity.value for severity in stricter(rule)}:
        raise Invalid(
            {
                "to": Text(
                    "核心规则只能调得更严，而且要有它承担得起的依据。",
                    "A core rule can only be made stricter, as far as its sources carry.",
                )
            }
        )
    return change.to


def weight_of(core: Pack, before: Document, new: Document, change: Change) -> Severity | None:
    """The heaviest weight with which a change concerns people: that of the rules it brings in, takes away or keeps silent."""
    order = list(Severity)
    rules = {rule.id: rule for rule in core.rules}
    match change:
        case Activate() | Retire():
            found = [rule_of(entry) for entry in (*before["rules"], *new["rules"]) if entry["id"] == change.rule_id]
        case SetSeverity():
            return Severity(change.to) if change.to else _own(rules[change.rule_id].severity, before, change.rule_id)
        case AddFilter():
            own = [rule_of(entry) for entry in before["rules"]]
            found = [rule for rule in (*rules.values(), *own) if {rule.id, rule.category} & set(change.form.rules)]
        case EndFilter():
            return None
    weights = [s for rule in found for s in (rule.severity, *(when.then for when in rule.severity_when))]
    return min(weights, key=order.index, default=None)


def _own(severity: Severity, document: Document, rule_id: str) -> Severity:
    return Severity(document["severities"].get(rule_id, severity.value))


def title_of(session: Session, house: House, change: Change) -> Text:
    """What a change is about, by name."""
    if isinstance(change, AddFilter):
        return Text(change.form.title_zh, change.form.title_en)
    if isinstance(change, EndFilter):
        added = select(RuleProposal.change).where(RuleProposal.subject == change.filter_id, RuleProposal.kind == AddFilter.kind)
        form = (session.scalar(added.order_by(RuleProposal.id.desc()).limit(1)) or {}).get("form", {})
        return Text(form.get("title_zh", change.filter_id), form.get("title_en", change.filter_id))
    if is_company(change.rule_id):
        row = find_rule(session, change.rule_id)
        title = find_revision(session, row, change.number if isinstance(change, Activate) else row.newest).entry["title"]
        return Text(title["zh"], title["en"])
    rule = next((rule for rule in house.pack.rules if rule.id == change.rule_id), None)
    return Text(rule.title.zh, rule.title.en) if rule else Text(change.rule_id, change.rule_id)


def words_of(change: Change) -> Text:
    """What a change does, in a few words."""
    match change:
        case Activate():
            return Text("启用第 {n} 版", "Activate revision {n}").with_(n=change.number)
        case Retire():
            return Text("停用", "Retire")
        case SetSeverity():
            if not change.to:
                return Text("恢复核心规则的轻重", "Back to the weight of the core")
            name = SEVERITY_NAMES[Severity(change.to)]
            return Text(f"调为“{name.zh}”", f"Raise to “{name.en}”")
        case AddFilter():
            return Text("加入排除，到 {day} 为止", "Add an exclusion until {day}").with_(day=change.form.until)
        case EndFilter():
            return Text("提前结束排除", "End the exclusion early")
