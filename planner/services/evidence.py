"""Do the findings on a review record follow from the signed plan? Answered from the two files and the archived rules alone.

What the check was made with travels in the signed plan (`checked_with` of plan.json); the rules are named there by
their hash, and their archive is kept apart (`planner archive`).
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from planner.compliance.document import MaterialFacts, ProductFacts
from planner.compliance.findings import Report
from planner.compliance.pack import Pack
from planner.compliance.plan import check_plan
from planner.compliance.policy import Policy
from planner.kernel.errors import PlannerError
from planner.kernel.i18n import Text
from planner.services import checking
from planner.services.draft import Draft
from planner.wizards import snapshot

PART = "checked_with"
"""Where plan.json keeps what the check was made with."""

_INCOMPLETE = Text(
    "这份计划没有带上检查所用的资料，不能重做检查。",
    "This plan does not bring what its check was made with; the check cannot be run again.",
)

Key = tuple[str, int, str, str, str]
"""Rule, revision of the rule, severity, fingerprint, quoted words."""


class _Asked(Mapping[str, MaterialFacts]):
    """The company's materials, remembering which of them the check looked up."""

    def __init__(self, whole: Mapping[str, MaterialFacts]) -> None:
        self.whole, self.keys_asked = whole, set[str]()

    def __getitem__(self, key: str) -> MaterialFacts:
        found = self.whole[key]
        self.keys_asked.add(key)
        return found

    def __iter__(self) -> Iterator[str]:
        self.keys_asked |= set(self.whole)
        return iter(self.whole)

    def __len__(self) -> int:
        return len(self.whole)


def inputs(draft: Draft, materials: Mapping[str, MaterialFacts] | None) -> dict[str, Any]:
    """What the check of a draft was made with beside its answers, as plain JSON values.

    Of the company's materials only those are kept that the check looked up.
    """
    facts = tuple(checking.facts(product) for product in draft.products)
    asked = None if materials is None else _Asked(materials)
    author = checking.author_facts(draft.view.plan.author)
    check_plan(checking.document(draft.view.plan_type, draft.answers, facts, draft.policy, draft.on, author, asked), draft.pack)
    kept = None if asked is None else {key: _plain(asdict(asked.whole[key])) for key in sorted(asked.keys_asked)}
    return {
        "on": draft.on.isoformat(),
        "policy": draft.policy.model_dump(mode="json"),
        "products": [_plain(asdict(one)) for one in facts],
        "author": _plain(author),
        "materials": kept,
    }


def rerun(content: Mapping[str, Any], pack: Pack) -> Report:
    """Check a signed plan again, from nothing but its attached content and a pack.

    :raises PlannerError: the content does not bring what is needed
    """
    try:
        used = content[PART]
        policy = Policy.model_validate(used["policy"])
        if policy.hash != content["policy"]["hash"]:
            raise PlannerError(_INCOMPLETE)
        author = {"person.filing": used["author"]["person.filing"], "person.filing_expires": _day(used["author"]["person.filing_expires"])}
        read = checking.document(
            snapshot.from_json(content["plan_type"]),
            content["answers"],
            tuple(_product(one) for one in used["products"]),
            policy,
            date.fromisoformat(used["on"]),
            author,
            None if used["materials"] is None else {key: _material(one) for key, one in used["materials"].items()},
        )
    except (KeyError, TypeError, ValueError, AttributeError) as failure:
        raise PlannerError(_INCOMPLETE) from failure
    return check_plan(read, pack)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Findings of the record against those of the check run again.

    :param same: how many are in both
    :param only_record: stand on the record and do not follow from the plan
    :param only_rerun: follow from the plan and are missing on the record
    """

    same: int
    only_record: tuple[Key, ...]
    only_rerun: tuple[Key, ...]

    @property
    def follows(self) -> bool:
        """True when both say the same."""
        return not self.only_record and not self.only_rerun


def compare(record: Mapping[str, Any], report: Report) -> Comparison:
    """Hold a review record against a report.

    :param record: the record.json of the review record
    :raises PlannerError: it is none
    """
    try:
        said = Counter(
            (str(f["rule_id"]), int(f["rule_rev"]), str(f["severity"]), str(f["fingerprint"]), str(f["quote"])) for f in record["findings"]
        )
    except (KeyError, TypeError, ValueError) as failure:
        raise PlannerError(Text("审查记录读不出提示。", "The findings of the review record cannot be read.")) from failure
    found = Counter((f.rule_id, f.rev, f.severity.value, f.fingerprint, f.quote) for f in report.findings)
    return Comparison((said & found).total(), tuple(sorted((said - found).elements())), tuple(sorted((found - said).elements())))


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    """Days as text, tuples as lists: what JSON has."""
    return {
        name: value.isoformat() if isinstance(value, date) else list(value) if isinstance(value, tuple) else value
        for name, value in values.items()
    }


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _product(one: Mapping[str, Any]) -> ProductFacts:
    lists = {name: tuple(one[name]) for name in ("brand_names", "indications", "populations", "competitors")}
    return ProductFacts(**{**one, **lists, "approval_date": _day(one["approval_date"])})


def _material(one: Mapping[str, Any]) -> MaterialFacts:
    return MaterialFacts(**{**one, "approved_on": _day(one["approved_on"]), "expires_on": _day(one["expires_on"])})
