"""From what somebody wanted to reach to a goal a representative may have: one sentence and its figures."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from planner.documents.wording import month_words, with_unit
from planner.kernel.i18n import Language, Text
from planner.services.aids.offers import OFFERS, Offer, offer
from planner.wizards.schema import Field
from planner.wizards.values import Unreadable, read


@dataclass(frozen=True, slots=True)
class Aim:
    """Something one may want to reach; `offer` is the measure that suits it."""

    key: str
    name: Text
    offer: str


AIMS = (
    Aim("indication", Text("更多医生了解获批的适应症", "More doctors know the approved indication"), "quiz"),
    Aim("recognition", Text("患者更早被识别和转诊", "Patients are recognised and referred earlier"), "criteria"),
    Aim("safety", Text("用药更安全", "Medicines are used more safely"), "in_time"),
    Aim("access", Text("医生有疑问时找得到资料和答复", "Doctors find information and answers when they need them"), "answered"),
    Aim("events", Text("学术活动办得更好", "Scientific events become better"), "attendance"),
    Aim("coverage", Text("更多基层医生受到培训", "More doctors in primary care are trained"), "centres"),
    Aim("population", Text("更多患者得到规范随访", "More patients are followed up regularly"), "follow_up"),
)

ASKED = {
    "audience": Field("audience", "line", Text("面向谁", "For whom"), limit=100),
    "baseline": Field("baseline", "decimal", Text("现在", "Today")),
    "target": Field("target", "decimal", Text("目标值", "Target")),
    "due": Field("due", "month", Text("到什么时候", "By")),
}
"""What the form asks beside aim and measure."""

_NEEDED = {
    "audience": Text("写明面向谁，如“云川片区社区医生”。", "Say for whom, for example “primary care doctors of the territory”."),
    "target": Text("写明目标值。", "Give the target."),
    "due": Text("选一个月份。", "Choose a month."),
}
_AIM_NEEDED = Text("选一个想做到的方面。", "Choose what you want to reach.")


@dataclass(frozen=True, slots=True)
class Wish:
    """The form as far as it is filled in.

    :param typed: name → as typed, to be shown again
    :param values: name → stored value
    :param errors: name → what is wrong or missing
    """

    aim: Aim | None
    kind: str
    measure: Offer | None
    typed: Mapping[str, str]
    values: Mapping[str, Any]
    errors: Mapping[str, Text] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        """True when a sentence can be made."""
        return not self.errors

    def sentence(self, language: Language) -> str:
        """The goal in one sentence; "" while something is missing."""
        if self.measure is None or not self.complete:
            return ""
        unit = self.measure.unit.in_(language)
        base, aim = self.values.get("baseline"), self.values["target"]
        aimed = with_unit(str(aim), unit)
        metric, month = self.measure.metric.in_(language), month_words(self.values["due"], language)
        if language == "en":
            change = f"reaches {aimed}" if base is None else f"goes from {with_unit(str(base), unit)} to {aimed}"
            return f"For {self.values['audience']}: {metric} {change} by {month}."
        move = "提高到" if base is None or Decimal(aim) >= Decimal(base) else "降到"
        change = f"达到 {aimed}" if base is None else f"从 {with_unit(str(base), unit)} {move} {aimed}"
        return f"面向{self.values['audience']}，{month}底前，{metric}{change}。"

    def fields(self, language: Language) -> dict[str, Any]:
        """Values for the fields of a goal, by name."""
        if self.measure is None:
            return {}
        return {
            "statement": self.sentence(language),
            "measure": self.kind,
            "metric": self.measure.metric.in_(language),
            "baseline": self.values.get("baseline"),
            "target": self.values.get("target"),
            "unit": self.measure.unit.in_(language),
            "due": self.values.get("due"),
        }


def wish(posted: Mapping[str, str]) -> Wish:
    """Read a posted form: `aim`, `measure` (key of an offer, empty for the one that suits the aim), and what `ASKED` names."""
    aim = next((one for one in AIMS if one.key == posted.get("aim")), None)
    found = offer(posted.get("measure", "")) or (offer(aim.offer) if aim else None)
    typed = {name: posted.get(name, "") for name in ASKED}
    values: dict[str, Any] = {}
    errors: dict[str, Text] = {} if aim else {"aim": _AIM_NEEDED}
    for name, asked in ASKED.items():
        try:
            values[name] = read(asked, typed[name])
        except Unreadable as problem:
            errors[name] = problem.message
            continue
        if values[name] is None and name in _NEEDED:
            errors[name] = _NEEDED[name]
    kind, measure = found or ("", None)
    return Wish(aim, kind, measure, typed | {name: posted.get(name, "") for name in ("aim", "measure")}, values, errors)


def measures() -> tuple[tuple[str, tuple[Offer, ...]], ...]:
    """Every offer by kind of measure."""
    return tuple(OFFERS.items())
