"""The sample plan that people write today, cut into passages at run time by its own headings and labels.

The file lies beside the project; where it is absent a plan of our own with the same faults takes its place.
"""

import re
from dataclasses import dataclass
from pathlib import Path

SEEDS = Path(__file__).parents[3] / "shared" / "seeds"
SUBJECT = "新产品(XX)上市推广计划"

_ITEM = re.compile(r"^\s{2,}(\d)\.\s*(.+?)[::]\s*$", re.M)
_LABEL = re.compile(r"^\s*•\s*(目标|任务描述|执行细则)[::]\s*(.+)$", re.M)
_RISK = re.compile(r"^风险[一二三][::](?P<risk>.+?)\s*应对[::](?P<answer>.+)$", re.M)

OURS = """主题:新产品(XX)上市推广计划
引言
为即将上市的新药在本区域准备一套导入办法,让医生尽快认识它。

第一阶段:市场预热期
  • 目标: 让专家先认识疾病。
    1. 专家沟通:
      • 任务描述: 找出五位有影响的专家。
      • 执行细则: 以请教问题的名义非正式地介绍新产品的研发背景和关键数据。
    2. 学术预热:
      • 任务描述: 办两场疾病研讨会。
      • 执行细则: 在会上巧妙地引出新产品能解决的痛点,为以后的介绍埋下伏笔。
    3. 准入信息:
      • 任务描述: 了解药事会的流程。
      • 执行细则: 与关系好的专家沟通,争取其对产品进院的支持。

第二阶段:全面推广期
  • 目标: 实现进药,驱动首批处方。
    1. 上市会:
      • 任务描述: 办一场上市会。
      • 执行细则: 邀请目标医生参加并逐一回访。
    2. 医院准入:
      • 任务描述: 首个药事会周期内在两家医院进药。
      • 执行细则: 会前拜访药事会里的临床委员,争取他们的关键支持票。
    3. 首批处方:
      • 任务描述: 重点开发十名医生,使其开出第一张处方。
      • 执行细则: 高频次拜访,并提供患者教育工具。

第三阶段:持续上量期
  • 目标: 扩大覆盖面,提升处方量。
    1. 活动:
      • 任务描述: 把学术活动常态化。
      • 执行细则: 每月办一次科室学习会。
    2. 基层:
      • 任务描述: 把重心下沉到社区医生。
      • 执行细则: 设计基础的培训内容,培养未来的忠实用户。
    3. 证据:
      • 任务描述: 传递上市后的研究数据。
      • 执行细则: 定期整理文献并分享。

风险评估与应对策略
风险一:进院延迟。 应对:准备备选医院,探索院外药房。
风险二:竞品快速反应。 应对:突出我方产品的优势。
风险三:不良事件报告。 应对:按流程上报,与医生沟通事件情况。
"""


@dataclass(frozen=True, slots=True)
class Passage:
    """One passage of the sample, and where in the wizard its writer would put it.

    :param step: slug of the wizard's step
    :param field: name of a field, or of a field of a row
    :param group: name of the row's group, empty for a field of the step itself
    :param row: number of the row, from 0
    """

    step: str
    field: str
    text: str
    group: str = ""
    row: int = 0


def is_the_sample() -> bool:
    """Whether the real sample lies beside the project."""
    return _file() is not None


def passages() -> list[Passage]:
    """The whole sample plan, in the order of the wizard."""
    file = _file()
    plan = _second_plan(file.read_text("utf-8")) if file else OURS
    opening, rest = re.split(r"^第一阶段.*$", plan, maxsplit=1, flags=re.M)
    first, rest = re.split(r"^第二阶段.*$", rest, maxsplit=1, flags=re.M)
    second, rest = re.split(r"^第三阶段.*$", rest, maxsplit=1, flags=re.M)
    third, risks = re.split(r"^风险评估.*$", rest, maxsplit=1, flags=re.M)
    return [
        Passage("introduction", "introduction", opening.split("引言", 1)[1].strip()),
        *_pre_launch(*_phase(first)),
        *_launch(*_phase(second)),
        *_growth(*_phase(third)),
        *_risks(risks),
    ]


def _file() -> Path | None:
    found = sorted(SEEDS.glob("000_*.txt")) if SEEDS.is_dir() else []
    return found[0] if found else None


def _second_plan(text: str) -> str:
    start = text.index(SUBJECT)
    end = text.find("篇三", start)
    return text[start : end if end > 0 else None]


def _phase(text: str) -> tuple[str, list[dict[str, str]]]:
    """The objective of a phase, and its numbered items as label → words."""
    head, *rest = _ITEM.split(text)
    objective = dict(_LABEL.findall(head))["目标"].strip()
    items = [{"name": rest[n + 1].strip(), **{k: v.strip() for k, v in _LABEL.findall(rest[n + 2])}} for n in range(0, len(rest), 3)]
    return objective, items


def _pre_launch(objective: str, items: list[dict[str, str]]) -> list[Passage]:
    experts, meeting, access = items
    return [
        Passage("pre-launch", "objective", objective),
        Passage("pre-launch", "research", experts["任务描述"], "experts", 0),
        Passage("pre-launch", "question", experts["执行细则"], "experts", 0),
        Passage("pre-launch", "name", meeting["任务描述"], "activities", 0),
        Passage("pre-launch", "description", meeting["执行细则"], "activities", 0),
        Passage("pre-launch", "task", access["任务描述"], "tasks", 0),
        Passage("pre-launch", "how", access["执行细则"], "tasks", 0),
    ]


def _launch(objective: str, items: list[dict[str, str]]) -> list[Passage]:
    meeting, access, first_use = items
    return [
        Passage("launch-phase", "objective", objective),
        Passage("launch-phase", "name", meeting["任务描述"], "activities", 0),
        Passage("launch-phase", "description", meeting["执行细则"], "activities", 0),
        Passage("launch-phase", "documents", f"{access['任务描述']}{access['执行细则']}", "dossiers", 0),
        Passage("launch-phase", "training_need", first_use["任务描述"], "first_use", 0),
        Passage("launch-phase", "support", first_use["执行细则"], "first_use", 0),
    ]


def _growth(objective: str, items: list[dict[str, str]]) -> list[Passage]:
    meeting, audience, evidence = items
    return [
        Passage("growth", "objective", objective),
        Passage("growth", "name", meeting["任务描述"], "activities", 0),
        Passage("growth", "description", meeting["执行细则"], "activities", 0),
        Passage("growth", "need", audience["任务描述"], "coverage", 0),
        Passage("growth", "content", audience["执行细则"], "coverage", 0),
        Passage("growth", "topic", evidence["任务描述"], "evidence", 0),
        Passage("growth", "source", evidence["执行细则"], "evidence", 0),
    ]


def _risks(text: str) -> list[Passage]:
    return [
        Passage("risks", field, found[field if field == "risk" else "answer"].strip(), "risks", row)
        for row, found in enumerate(_RISK.finditer(text))
        for field in ("risk", "response")
    ]
