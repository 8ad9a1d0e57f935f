"""Amounts and heads said in prose against the fields that hold them."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from itertools import pairwise

from planner.compliance.structural.amounts import Figure, counted, money
from planner.compliance.structural.base import Breach, amount, beside, check, part, text_of, texts, yuan
from planner.compliance.structural.reading import clause_at, prepared, sentence_at
from planner.compliance.structural.sheet import Sheet

_KINDS = {
    "speaker_fee": ("讲者费", "讲课费", "授课费"),
    "venue": ("场地费", "场租", "会场费"),
    "printing": ("印刷费", "印制费"),
    "hospitality": ("餐费", "用餐费", "餐饮费"),
    "travel": ("交通费", "差旅费"),
    "platform": ("平台费", "平台服务费"),
}
_TOTAL = re.compile(r"(?:共计?|合计|总计|总共|一共|总额)(?:为|是|约|:|\s)*$")
_SUMMED = re.compile(r"[/人位,、;\s]*(?:餐费|费用)?(?:一?共计?|合计|总计|总共|总额)(?:为|是|:|\s)*[¥￥]?$")
_HEADS_BEFORE = re.compile(r"(?:预计|计划|规模|到会|参会|参加)[^,。;\d]{0,6}$")
_HEADS_AFTER = re.compile(r"^(?:左右|上下)?(?:医生|医师|医护|医务人员|护士|药师|患者)?(?:参会|参加|到会|参与|出席)")


@check("prose_total_differs")
def total(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """Prose with another total than the budget table. Parameters `total`: words for all costs; `unless`: other budgets."""
    rows = [row for row in document.rows_of("resources") if row.values.get("amount") is not None]
    spent = sum(amount(row, "amount") for row in rows)
    if not rows or not spent:
        return
    named, unless = texts(params, "total"), texts(params, "unless")
    for field, said in document.said:
        if field.block == "resources":
            continue
        for figure in said.money:
            text = prepared(field.text)
            clause, low = clause_at(text, figure.start)
            before = clause[: figure.start - low]
            if not any(word in before[-14:] for word in named) or any(word in clause for word in unless):
                continue
            if not figure.agrees(Decimal(spent)) and not _rounds_to(figure, spent):
                yield beside(field, (figure.start, figure.end), value=yuan(spent))


@check("prose_kind_differs")
def kinds(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """Prose with another total for one kind of cost (场地费共3万元) than the budget table."""
    rows = document.rows_of("resources")
    if not rows:
        return
    for field, said in document.said:
        if field.block in ("resources", "activities"):
            continue
        for figure in said.money:
            text = prepared(field.text)
            clause, low = clause_at(text, figure.start)
            before = clause[: figure.start - low]
            kind = next((kind for kind, names in _KINDS.items() if any(name in before for name in names)), None)
            if kind is None or not _TOTAL.search(before) or sum(any(n in clause for n in names) for names in _KINDS.values()) > 1:
                continue
            spent = sum(amount(row, "amount") for row in rows if row.values.get("kind") == kind)
            if not figure.agrees(Decimal(spent)) and not _rounds_to(figure, spent):
                yield beside(field, (figure.start, figure.end), value=yuan(spent))


@check("prose_arithmetic")
def arithmetic(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """A sentence whose heads times the amount a head is not the sum it gives: 20人，人均80元，共2000元."""
    for field, said in document.said:
        figures = said.money
        if len(figures) < 2:
            continue
        text = prepared(field.text)
        for each, whole in pairwise(figures):
            sentence = sentence_at(text, each.start)
            low = text.sentences.span(each.start)[0]
            if whole.start >= low + len(sentence) or each.about or whole.about or each.bound or whole.bound:
                continue
            heads = [head for head in counted(field.text, "people") if low <= head.start < low + len(sentence)]
            before = text.text[max(low, each.start - 6) : each.start]
            summed = _SUMMED.match(text.text[each.end : whole.start]) is not None
            a_head = any(word in before for word in ("人均", "每人", "每位")) or text.text[each.end : each.end + 2] in ("/人", "/位")
            if len(heads) != 1 or heads[0].about or not summed or not a_head or len(_sums(figures, low, len(sentence))) != 2:
                continue
            result = heads[0].value * each.value
            if result != whole.value:
                heads_shown = format(heads[0].value.normalize(), "f")
                words = {"heads": heads_shown, "each": yuan(int(each.value)), "value": yuan(int(result))}
                yield beside(field, (whole.start, whole.end), **words)


def _sums(figures: tuple[Figure, ...], low: int, length: int) -> list[Figure]:
    return [figure for figure in figures if low <= figure.start < low + length]


@check("activity_heads_differ")
def heads(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """An activity whose words expect another number of people than its field."""
    for row in document.rows_of("activities"):
        stored = amount(row, "heads")
        if stored <= 0:
            continue
        for name in ("name", "audience", "agenda", "description"):
            wrong = next((f for f in _heads_in(str(row.values.get(name) or "")) if not _heads_agree(f, stored)), None)
            if wrong is not None:
                yield part(row, name, (wrong.start, wrong.end), value=str(stored))
                break


def _heads_in(text: str) -> Iterator[Figure]:
    if not text:
        return
    said = prepared(text)
    for figure in counted(text, "people"):
        clause, low = clause_at(said, figure.start)
        if any(
            word in clause
            for word in ("每场", "每家", "每组", "每桌", "累计", "合计", "讲者", "主席", "主持", "嘉宾", "讲师", "工作人员", "全年")
        ):
            continue
        before, after = clause[: figure.start - low], clause[figure.end - low :]
        if _HEADS_AFTER.search(after) or (_HEADS_BEFORE.search(before) and not after.startswith(("专家", "教授", "主任", "老师", "志愿"))):
            yield figure


def _heads_agree(figure: Figure, stored: int) -> bool:
    return figure.agrees(Decimal(stored)) or abs(figure.value - stored) <= stored * Decimal("0.1")


@check("activity_amount_differs")
def activity_amount(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """An activity whose words give another amount a head, or another fee, than its field.

    Parameters `field`: name of the field; `words`: what stands right before the amount in prose.
    """
    stored_in, named = str(params.get("field")), texts(params, "words")
    for row in document.rows_of("activities"):
        stored = amount(row, stored_in)
        if stored <= 0:
            continue
        for name in ("agenda", "description"):
            text = str(row.values.get(name) or "")
            for figure in money(text):
                said = prepared(text)
                clause, low = clause_at(said, figure.start)
                before = clause[: figure.start - low][-8:]
                if any(word in before for word in named) and "共" not in before and not figure.agrees(Decimal(stored)):
                    yield part(row, name, (figure.start, figure.end), value=yuan(stored))


@check("report_hours_differ")
def report_hours(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """Prose that gives more hours for reporting an adverse event than the field of the safety step. Parameters `event`, `report`."""
    stored = document.values.get("safety.within_hours")
    if not isinstance(stored, int):
        return
    event, report = texts(params, "event"), texts(params, "report")
    for field, said in document.said:
        for figure in said.hours:
            text = prepared(field.text)
            sentence = sentence_at(text, figure.start)
            clause, _ = clause_at(text, figure.start)
            if figure.value <= stored or not any(w in clause for w in report) or not any(w in sentence for w in event):
                continue
            yield beside(field, (figure.start, figure.end), value=str(stored))


@check("product_not_marked")
def not_marked(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """An activity that says it is not about a product, but names one in its words (S-16). Parameter `unless`."""
    names = [n.strip() for p in document.products for n in map(_plain, (p.generic_name, *p.brand_names)) if len(n.strip()) >= 2]
    if not names:
        return
    for row in document.rows_of("activities"):
        if row.values.get("about_product") is not False:
            continue
        for name in ("name", "agenda", "description"):
            said = text_of(row, name)
            found = next((n for n in names if n in said), None)
            if found is None:
                continue
            at = said.index(found)
            clause, _ = clause_at(prepared(str(row.values[name])), at)
            if not any(word in clause for word in texts(params, "unless")):
                yield part(row, name, (at, at + len(found)))
                break


def _plain(text: str) -> str:
    return prepared(text).text


def _rounds_to(figure: Figure, spent: int) -> bool:
    """Whether the amount is the stored one in whole 万, as people say it (15万 for 152,300) – only where the text says about."""
    return figure.about and abs(figure.value - spent) <= figure.value * Decimal("0.15")
