"""What the system knows and the writer need not type: the texts of `known` fields."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from planner.kernel.clock import day_text
from planner.kernel.i18n import Text
from planner.models import Person, Product
from planner.wizards.schema import Field, PlanType


def known_texts(plan_type: PlanType, author: Person, products: tuple[Product, ...], on: date) -> dict[str, Text]:
    """Path → text of every `known` field of a plan type.

    :param on: today in Asia/Shanghai, to tell a past approval from a coming one
    """
    sources = {"person.filing": _filing(author, on), "product.approval": _approval(products, on)}
    return {
        f"{step.slug}.{item.name}": sources[item.source]
        for step in plan_type.steps
        for item in step.items
        if isinstance(item, Field) and item.kind == "known" and item.source in sources
    }


def plain(texts: Mapping[str, Text]) -> dict[str, Any]:
    """The Chinese wordings alone, as they are frozen with a plan."""
    return {path: text.zh for path, text in texts.items()}


def _filing(author: Person, on: date) -> Text:
    if not author.filing_number:
        return Text("档案里没有备案号，请联系管理员补上。", "No filing number on record; ask the administrator to add it.")
    if author.filing_expires is None:
        return Text(author.filing_number, author.filing_number)
    until = day_text(author.filing_expires)
    if author.filing_expires < on:
        return Text(f"{author.filing_number}，已于 {until.zh}到期", f"{author.filing_number}, expired on {until.en}")
    return Text(f"{author.filing_number}，有效期至 {until.zh}", f"{author.filing_number}, valid until {until.en}")


def _approval(products: tuple[Product, ...], on: date) -> Text:
    if not products:
        return Text("选了产品以后显示。", "Shown once a product is chosen.")
    lines = [_approval_of(product, on) for product in products]
    return Text("；".join(line.zh for line in lines), "; ".join(line.en for line in lines))


def _approval_of(product: Product, on: date) -> Text:
    name, day = product.generic_name, product.approval_date
    if product.retired_at is not None:
        return Text(f"{name}：已经停用，请换一个产品", f"{name}: taken out of use; choose another product")
    if day is None:
        return Text(f"{name}：没有登记获批日期，按未获批处理", f"{name}: no approval on record, treated as not approved")
    written = day_text(day)
    if day > on:
        return Text(f"{name}：尚未获批，预计 {written.zh}", f"{name}: not approved yet, expected {written.en}")
    return Text(f"{name}：{written.zh}获批", f"{name}: approved {written.en}")
