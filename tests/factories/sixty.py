"""A submitted plan with sixty findings to decide, spread over texts and rows."""

from typing import Any

from planner.seeds import play
from planner.services import wizard
from planner.services.wizard import Change, base_of
from tests.factories.stage import Cast

TEXTS = ("pre-launch.objective", "launch-phase.objective", "growth.objective")
WARDS = ("呼吸", "心内", "内分泌", "神经", "肾内", "风湿", "消化", "血液", "肿瘤", "儿科")
MOST = 60


def sixty(cast: Cast) -> str:
    """Number of a plan of 周亦宁 in which an officer has to look at `MOST` sentences, each another one."""
    number = cast.draft(cast.zhou)
    for group, path in enumerate((*TEXTS, *_rows(cast, number))):
        _add(cast, number, path, [f"第{group + 1}段：申请更多费用支持{ward}科的重点医院。" for ward in WARDS])
    play.submit(cast, cast.zhou, number)
    return number


def _rows(cast: Cast, number: str) -> list[str]:
    with cast.act() as session:
        rows: Any = wizard.open_step(session, cast.house, cast.zhou, number, "risks").answers["risks"]
        return [f"risks.risks.{row['id']}.response" for row in rows]


def _add(cast: Cast, number: str, path: str, sentences: list[str]) -> None:
    slug, parts = path.split(".")[0], path.split(".")[1:]
    with cast.act() as session:
        answers: Any = wizard.open_step(session, cast.house, cast.zhou, number, slug).answers
        held = answers.get(parts[0]) if len(parts) == 1 else next(r for r in answers[parts[0]] if r["id"] == parts[1]).get(parts[2])
        change = Change(path, f"{held or ''}{''.join(sentences)}", base_of(held))
        saved = wizard.save_fields(session, cast.house, cast.zhou, number, slug, [change])
    assert not saved.errors and not saved.clashes
