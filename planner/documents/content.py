"""What a plan's paper says, built from the frozen content alone.

The frozen content is one JSON object (its canonical bytes are what people sign); the labels come from the
snapshot of the plan type inside it, so an old plan prints as it was asked. Paper is Chinese.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from planner.documents.sections import sections_of
from planner.documents.shapes import Section
from planner.documents.wording import day_words
from planner.kernel.errors import Invalid
from planner.kernel.i18n import Text
from planner.wizards import snapshot
from planner.wizards.schema import PlanType


@dataclass(frozen=True, slots=True)
class Author:
    """Who wrote the plan, as of its submission."""

    name: str
    job_title: str
    employee_number: str
    filing_number: str


@dataclass(frozen=True, slots=True)
class PlanContent:
    """A submitted plan, ready to be typeset.

    :param raw: the frozen content itself; attached to the PDF as canonical JSON
    :param period: first and last day; None when the content names none
    :param windows: phase → first and last day
    :param pack_version, policy_version: what the plan was checked against
    """

    raw: Mapping[str, Any]
    number: str
    revision: int
    plan_type: PlanType
    title: str
    company: str
    period: tuple[date, date] | None
    territory_path: tuple[str, ...]
    author: Author
    products: tuple[str, ...]
    submitted_at: datetime
    windows: Mapping[str, tuple[date, date]]
    period_begun: bool
    pack_version: str
    policy_version: str
    policy_hash: str
    sections: tuple[Section, ...]

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> "PlanContent":
        """Read the frozen content.

        :raises Invalid: a part is missing or of the wrong kind
        """
        try:
            return _read(content)
        except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
            raise Invalid(
                {}, Text("这份计划的内容不完整，没有生成 PDF。", "The content of this plan is incomplete; no PDF was made.")
            ) from error

    @property
    def edition(self) -> str:
        """Number and revision as the running head shows them."""
        return f"{self.number}，第 {self.revision} 版"

    @property
    def period_words(self) -> str:
        """First and last day; empty without a period."""
        return f"{day_words(self.period[0])} – {day_words(self.period[1])}" if self.period else ""


def _territory_names(content: Mapping[str, Any], path: tuple[str, ...]) -> dict[int, str]:
    """Names of the territories that answers may hold; the plan's own by its whole path."""
    others = {int(key): str(name) for key, name in (content.get("territories") or {}).items()}
    return others | {int(content["territory"]["id"]): "，".join(path)}


def _read(content: Mapping[str, Any]) -> PlanContent:
    plan_type = snapshot.from_json(content["plan_type"])
    author, period = content["author"], content.get("period")
    path = tuple(str(name) for name in content["territory"].get("path_names") or [content["territory"]["name"]])
    windows = {phase: (date.fromisoformat(a), date.fromisoformat(b)) for phase, (a, b) in (content.get("windows") or {}).items()}
    submitted_at = datetime.fromisoformat(content["submitted_at"])
    if submitted_at.tzinfo is None:
        raise ValueError(content["submitted_at"])
    return PlanContent(
        raw=content,
        number=str(content["number"]),
        revision=int(content["revision"]),
        plan_type=plan_type,
        title=str(content["title"] or ""),
        company=str(content["company"]),
        period=(date.fromisoformat(period[0]), date.fromisoformat(period[1])) if period else None,
        territory_path=path,
        author=Author(
            name=str(author["name"]),
            job_title=str(author.get("job_title") or ""),
            employee_number=str(author.get("employee_number") or ""),
            filing_number=str(author.get("filing_number") or ""),
        ),
        products=tuple(str(product["generic_name"]) for product in content.get("products") or ()),
        submitted_at=submitted_at,
        windows=windows,
        period_begun=bool(content.get("period_begun")),
        pack_version=str((content.get("pack") or {}).get("version") or ""),
        policy_version=str((content.get("policy") or {}).get("version") or ""),
        policy_hash=str((content.get("policy") or {}).get("hash") or ""),
        sections=sections_of(plan_type, content, _territory_names(content, path), windows),
    )
