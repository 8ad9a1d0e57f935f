"""What a goal still lacks to be SMART, letter by letter."""

from dataclasses import dataclass

from planner.compliance.document import PlanDocument, Row
from planner.compliance.structural.base import number
from planner.compliance.structural.quality import is_outside, missing_parts
from planner.kernel.i18n import Text

LEAST = 10
"""Characters below which a statement says too little to be specific."""

NAMES: dict[str, Text] = {
    "S": Text("具体", "Specific"),
    "M": Text("可衡量", "Measurable"),
    "A": Text("可达成", "Achievable"),
    "R": Text("相关", "Relevant"),
    "T": Text("有期限", "Time-bound"),
}
_PARTS: dict[str, Text] = {
    "metric": Text("用什么衡量", "a metric"),
    "baseline": Text("现在的数值", "today's figure"),
    "target": Text("目标值", "a target"),
    "unit": Text("单位", "a unit"),
    "owner": Text("由谁负责", "an owner"),
    "measure": Text("衡量的是哪一类", "what kind of measure it is"),
    "due": Text("期限", "a month by which it is reached"),
}
_EMPTY = Text("写一句话：谁，做到什么程度", "one sentence: who, and how far")
_SHORT = Text("说清是谁、做到什么程度", "who it is about and how far")
_STILL = Text("目标值要和现在不同", "a target that differs from today")
_REFUSED = Text("换一种衡量：不用销售或处方的数字", "another measure: no figures of sales or prescriptions")
_OUTSIDE = Text("期限要在计划期内", "a month within the plan's period")


@dataclass(frozen=True, slots=True)
class Letter:
    """One of the five.

    :param key: S, M, A, R or T
    :param lacks: what is missing for it, in words; empty when it is met
    """

    key: str
    name: Text
    lacks: tuple[Text, ...]

    @property
    def met(self) -> bool:
        """True when nothing is missing."""
        return not self.lacks


def smart(goal: Row, document: PlanDocument, *, refused: bool = False) -> tuple[Letter, ...]:
    """The five letters of one goal; a question that its plan type does not ask is not missed.

    :param goal: a row of a `goals` block
    :param refused: the checker found a sales or prescription figure in it
    """
    gaps = set(missing_parts(goal))
    lacks: dict[str, list[Text]] = {key: [] for key in NAMES}
    said = str(goal.values.get("statement") or "").strip()
    if len(said) < LEAST:
        lacks["S"].append(_SHORT if said else _EMPTY)
    lacks["M"] += [_PARTS[name] for name in ("metric", "baseline", "target", "unit") if name in gaps]
    if _asked_and_empty(goal, "owner"):
        lacks["A"].append(_PARTS["owner"])
    target = number(goal, "target")
    if target is not None and target == number(goal, "baseline"):
        lacks["A"].append(_STILL)
    if _asked_and_empty(goal, "measure"):
        lacks["R"].append(_PARTS["measure"])
    if refused:
        lacks["R"].append(_REFUSED)
    if "due" in gaps:
        lacks["T"].append(_PARTS["due"])
    elif document.period is not None and is_outside(goal, document.period):
        lacks["T"].append(_OUTSIDE)
    return tuple(Letter(key, name, tuple(lacks[key])) for key, name in NAMES.items())


def _asked_and_empty(goal: Row, name: str) -> bool:
    return name in goal.values and goal.values[name] in (None, "")
