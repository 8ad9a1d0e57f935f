"""The demo's library: materials in every standing, and phrases, entered by the people who keep them."""

import re
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from planner.models import Product
from planner.seeds.company import read_yaml
from planner.seeds.stage import Stage
from planner.services import library_keeping as keeping
from planner.services.library_forms import MaterialForm, PhraseForm
from planner.wizards.flow import months_after
from planner.workflow import LibraryKind

BEGUN = 35
"""So many days ago the company began its library; plans from before were held against none."""


def load_library(stage: Stage, today: date, *, late: bool = False) -> None:
    """Enter what library.yml holds.

    :param late: the company has worked without one; it is entered at the stage's present hour
    :raises Invalid: an entry that its form would refuse
    """
    data = read_yaml("library.yml")
    if not late:
        stage.clock.set(today - timedelta(days=BEGUN))
    keeper, officer = stage.actor("fang.yinan@hengyu.example"), stage.actor("gu.qinghe@hengyu.example")
    with stage.act() as session:
        ids = {name: str(key) for key, name in session.execute(select(Product.id, Product.generic_name))}
    for row in data["materials"]:
        with stage.act() as session:
            material = keeping.save_material(session, stage.house, keeper, _material(row, ids, today))
            if row.get("retired"):
                keeping.retire(session, stage.house, keeper, LibraryKind.MATERIAL, material.id, material.version)
    for row in data["phrases"]:
        with stage.act() as session:
            keeping.save_phrase(session, stage.house, officer, _phrase(row, ids, officer.name, today))


def _material(row: dict[str, Any], ids: dict[str, str], today: date) -> MaterialForm:
    return MaterialForm(
        number=row["number"],
        title=row["title"],
        form=row["form"],
        product=ids[row["product"]] if "product" in row else "",
        area=row.get("area", ""),
        audience=row["audience"],
        approved_on=_day(row["approved"], today),
        expires_on=_day(row["expires"], today),
        owner=row["owner"],
    )


def _phrase(row: dict[str, Any], ids: dict[str, str], by: str, today: date) -> PhraseForm:
    return PhraseForm(
        text=row["text"],
        label=row["label"],
        places=tuple(row.get("places", ())),
        plan_types=tuple(row.get("plan_types", ())),
        products=tuple(ids[name] for name in row.get("products", ())),
        approved_by=by,
        from_on=_day(f"-{BEGUN}d", today),
        until_on=_day(row["until"], today) if "until" in row else "",
    )


def _day(told: str, today: date) -> str:
    """`+20m` or `-20d` from today.

    :raises ValueError: neither
    """
    found = re.fullmatch(r"([+-]\d+)([dm])", told)
    if found is None:
        raise ValueError(f"no day: {told}")
    count = int(found[1])
    return (today + timedelta(days=count) if found[2] == "d" else months_after(today, count)).isoformat()
