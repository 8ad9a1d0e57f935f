"""Dated exclusions: what a rule keeps silent about for a time, why, and until when."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from pydantic import ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from planner.compliance.packfiles import Filter
from planner.compliance.patternfaults import word_fault
from planner.compliance.vocabulary import CATEGORIES
from planner.kernel.clock import local_date
from planner.kernel.errors import Invalid
from planner.kernel.i18n import Text
from planner.models import RulebookVersion
from planner.services.actor import Actor
from planner.services.house import House
from planner.services.rules.access import only_editors
from planner.services.rules.effective import pack_in_force
from planner.services.rules.form import split_words
from planner.services.rules.places import place_errors

LONGEST = timedelta(days=366)
"""An exclusion ends within a year; whoever still needs it proposes it again."""
PREFIX = "filter.company-"
MOST_WORDS = 50


@dataclass(frozen=True, slots=True)
class FilterForm:
    """What the form of an exclusion posts.

    :param rules: ids of rules, or categories
    :param words: words one of which must stand in the sentence, separated by 、
    :param fields: schema paths or patterns of them, one a line
    :param until: last day on which it holds, YYYY-MM-DD
    """

    slug: str = ""
    title_zh: str = ""
    title_en: str = ""
    rules: tuple[str, ...] = ()
    words: str = ""
    fields: str = ""
    plan_types: tuple[str, ...] = ()
    phases: tuple[str, ...] = ()
    reason_zh: str = ""
    reason_en: str = ""
    until: str = ""

    @property
    def filter_id(self) -> str:
        """Its id in the pack."""
        return f"{PREFIX}{self.slug}"


@dataclass(frozen=True, slots=True)
class FilterLine:
    """An exclusion in a list.

    :param days_left: until its end; negative once it has ended
    :param company: False for one that came with the core pack
    """

    id: str
    title: Text
    rules: tuple[str, ...]
    reason: Text
    until: date
    owner: str
    in_force: bool
    days_left: int
    company: bool


def filter_of(form: FilterForm, owner: str) -> dict[str, Any]:
    """An exclusion in the format of the packs."""
    when: dict[str, Any] = {"plan_types": list(form.plan_types), "phases": list(form.phases)}
    when |= {"fields": [line.strip() for line in form.fields.splitlines() if line.strip()], "words": split_words(form.words)}
    return {
        "id": form.filter_id,
        "title": {"zh": form.title_zh.strip(), "en": form.title_en.strip()},
        "rules": list(form.rules),
        "when": {key: value for key, value in when.items() if value},
        "until": form.until,
        "reason": {"zh": form.reason_zh.strip(), "en": form.reason_en.strip()},
        "owner": owner,
    }


def refuse_filter(form: FilterForm, house: House, taken: set[str], company_rules: set[str]) -> None:
    """Stop an exclusion that is too wide, too long, or about nothing.

    :param taken: ids of exclusions there ever were
    :raises Invalid: by field of the form
    """
    texts = ("title_zh", "title_en", "reason_zh", "reason_en")
    errors = {field: Text("请填写。", "Please fill this in.") for field in texts if not getattr(form, field).strip()}
    errors |= _until_errors(form, local_date(house.clock())) | _rule_errors(form, house, company_rules) | _place_errors(form)
    errors = {**place_errors(house, form.plan_types, [line.strip() for line in form.fields.splitlines() if line.strip()]), **errors}
    if form.filter_id in taken:
        errors["slug"] = Text("这个编号已经用过，请换一个。", "This name is taken. Please choose another.")
    if errors := errors or _shape_errors(form):
        raise Invalid(errors)


def _until_errors(form: FilterForm, today: date) -> dict[str, Text]:
    until = _day(form.until)
    if until is None:
        return {"until": Text("请写结束日期。", "Please give the last day.")}
    if not today < until <= today + LONGEST:
        return {"until": Text("结束日期要在明天和一年之内。", "The last day lies between tomorrow and a year from now.")}
    return {}


def _rule_errors(form: FilterForm, house: House, company_rules: set[str]) -> dict[str, Text]:
    known = {rule.id for rule in house.pack.rules if rule.status == "active"} | company_rules | set(CATEGORIES)
    if not form.rules:
        return {"rules": Text("请选规则。", "Please choose a rule.")}
    if unknown := [name for name in form.rules if name not in known]:
        return {"rules": Text("没有这条规则：{name}", "There is no such rule: {name}").with_(name=unknown[0])}
    if set(form.rules) & set(CATEGORIES) and not (form.words.strip() or form.fields.strip()):
        return {"words": Text("排除整个类别时，请写明词或栏目。", "To exclude a whole category, name words or fields.")}
    return {}


def _place_errors(form: FilterForm) -> dict[str, Text]:
    errors: dict[str, Text] = {}
    words = split_words(form.words)
    if fault := next((f for word in words if (f := word_fault("words", word, 40))), None):
        errors["words"] = fault.reason
    if len(words) > MOST_WORDS or any(word.startswith("$") for word in words):
        errors["words"] = Text("最多 {n} 个词，不能用词表。", "At most {n} words, and no word lists.").with_(n=MOST_WORDS)
    if any(len(line) > 120 for line in form.fields.splitlines()):
        errors["fields"] = Text("栏目写得太长。", "A field is too long.")
    return errors


def _shape_errors(form: FilterForm) -> dict[str, Text]:
    try:
        Filter.model_validate(filter_of(form, "…"))
    except ValidationError as error:
        names = {str(step) for item in error.errors() for step in item["loc"]}
        if "phases" in names:
            return {"phases": Text("没有这个阶段。", "There is no such phase.")}
        return {"slug": Text("编号只用小写字母、数字和连字符。", "The name takes small letters, digits and hyphens only.")}
    return {}


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        return None


def filters(session: Session, house: House, actor: Actor) -> list[FilterLine]:
    """Every exclusion there is or was, those in force first, by their end.

    :raises NotFound: not an editor
    """
    only_editors(actor)
    today = local_date(house.clock())
    found: dict[str, Filter] = {}
    for row in session.scalars(select(RulebookVersion.document).order_by(RulebookVersion.number)):
        found |= {one["id"]: Filter.model_validate(one) for one in row["filters"]}
    running = {one.id for one in pack_in_force(session, house).filters}
    found |= {one.id: one for one in house.pack.filters}
    lines = [_line(one, today, one.id in running and today <= one.until) for one in found.values()]
    return sorted(lines, key=lambda line: (not line.in_force, line.until))


def _line(one: Filter, today: date, in_force: bool) -> FilterLine:
    return FilterLine(
        id=one.id,
        title=Text(one.title.zh, one.title.en),
        rules=one.rules,
        reason=Text(one.reason.zh, one.reason.en),
        until=one.until,
        owner=one.owner,
        in_force=in_force,
        days_left=(one.until - today).days,
        company=one.id.startswith(PREFIX),
    )
