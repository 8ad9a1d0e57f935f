"""From what was typed to a stored value, and from a stored value to a typed one.

Stored values are JSON: text and choices str, many list of str, date "2027-03-01", month "2027-03", quarter "2027-Q1",
int int, decimal and percent str ("12.5"), money int fen, yes_no bool, territory and product int,
products list of int, nothing None.
"""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from planner.kernel.i18n import Language, Text
from planner.kernel.money import parse_fen
from planner.wizards.schema import Field

_QUARTER = re.compile(r"(\d{4})(?:\s*[-/ ]?\s*[qQ]|[-/]|年第?)([1-4])(?:季度)?", re.ASCII)


class Unreadable(ValueError):
    """What was typed cannot be this kind of value; `message` says what would be."""

    def __init__(self, message: Text) -> None:
        super().__init__(message.en)
        self.message = message


def read(field: Field, typed: str | list[str]) -> Any:
    """The stored value for what was typed in a form; surrounding spaces are dropped, empty is None.

    :param typed: one string; a list for `many` and `products`
    :raises Unreadable: wrong type, unknown choice, out of bounds, too long
    """
    if field.kind in ("many", "products"):
        return _read_several(field, typed if isinstance(typed, list) else [typed])
    raw = typed[0] if isinstance(typed, list) else typed
    raw = raw.replace("\r\n", "\n").replace("\r", "\n")
    if field.kind in ("line", "text", "institution"):
        return _read_text(field, raw)
    raw = raw.strip()
    if not raw:
        return None
    match field.kind:
        case "choice":
            if raw not in {c.value for c in field.choices}:
                raise Unreadable(Text("请从列出的选项里选。", "Please choose one of the options listed."))
            return raw
        case "yes_no":
            if raw not in ("yes", "no"):
                raise Unreadable(Text("请选“是”或“否”。", "Please choose yes or no."))
            return raw == "yes"
        case "date" | "month" | "quarter":
            return _DATED[field.kind](raw)
        case "int" | "territory" | "product":
            return _read_int(field, raw)
        case "decimal" | "percent":
            return _read_decimal(field, raw)
        case "money":
            return _read_money(raw)
    raise Unreadable(Text("这一栏由系统填写。", "This field is filled in by the system."))


def _read_several(field: Field, typed: list[str]) -> Any:
    chosen = [t.strip() for t in typed if t.strip()]
    if field.kind == "products":
        return [_read_int(field, t) for t in dict.fromkeys(chosen)] or None
    known = {c.value for c in field.choices}
    if any(t not in known for t in chosen):
        raise Unreadable(Text("请从列出的选项里选。", "Please choose from the options listed."))
    return list(dict.fromkeys(chosen)) or None


def _read_text(field: Field, raw: str) -> str | None:
    value = raw.strip("\n ") if field.kind == "text" else " ".join(raw.split("\n")).strip()
    if "\x00" in value:
        raise Unreadable(Text("这里有一个不能保存的字符。", "This holds a character that cannot be stored."))
    if len(value) > field.most_characters:
        over, most = len(value) - field.most_characters, field.most_characters
        raise Unreadable(Text(f"多了 {over} 个字，最多 {most} 个字。", f"{over} characters too many; at most {most}."))
    return value or None


def _read_date(raw: str) -> str:
    try:
        day = date.fromisoformat(raw.replace("/", "-"))
    except ValueError as error:
        raise Unreadable(Text("没有这个日期，请写成 2027-03-01。", "There is no such date; write it as 2027-03-01.")) from error
    if not 2000 <= day.year <= 2100:
        raise Unreadable(Text("年份要在 2000 到 2100 之间。", "The year must lie between 2000 and 2100."))
    return day.isoformat()


def _read_month(raw: str) -> str:
    try:
        return _read_date(f"{raw.replace('/', '-')}-01")[:7]
    except Unreadable as error:
        raise Unreadable(Text("没有这个月份，请写成 2027-03。", "There is no such month; write it as 2027-03.")) from error


def _read_quarter(raw: str) -> str:
    found = _QUARTER.fullmatch(raw)
    if found is None or not 2000 <= int(found[1]) <= 2100:
        raise Unreadable(Text("请写年份和季度，如 2027-Q1。", "Write year and quarter, like 2027-Q1."))
    return f"{found[1]}-Q{found[2]}"


_DATED = {"date": _read_date, "month": _read_month, "quarter": _read_quarter}


def _read_int(field: Field, raw: str) -> int:
    digits = raw.replace(",", "").replace("，", "")
    if not digits.lstrip("-").isdecimal() or len(digits) > 12:
        raise Unreadable(Text("请写一个整数。", "Please write a whole number."))
    value = int(digits)
    _within(field, Decimal(value))
    return value


def _read_decimal(field: Field, raw: str) -> str:
    try:
        value = Decimal(raw.replace(",", "").replace("，", "").rstrip("%％").strip())
    except InvalidOperation as error:
        raise Unreadable(Text("请写一个数。", "Please write a number.")) from error
    if not value.is_finite() or abs(value) > 10**12:
        raise Unreadable(Text("请写一个数。", "Please write a number."))
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -4:
        raise Unreadable(Text("最多四位小数。", "At most four decimals."))
    _within(field, value)
    return format(value.normalize(), "f")


def _read_money(raw: str) -> int:
    try:
        fen = parse_fen(raw)
    except ValueError as error:
        raise Unreadable(
            Text("请写金额，最多两位小数，如 1200.50。", "Please write an amount with at most two decimals, like 1200.50.")
        ) from error
    if fen > 10**12:
        raise Unreadable(Text("这个金额太大了。", "This amount is too large."))
    return fen


def _within(field: Field, value: Decimal) -> None:
    low = field.minimum if field.minimum is not None else (0 if field.kind == "percent" else None)
    high = field.maximum if field.maximum is not None else (100 if field.kind == "percent" else None)
    if low is not None and value < low:
        raise Unreadable(Text(f"不能小于 {low}。", f"It cannot be below {low}."))
    if high is not None and value > high:
        raise Unreadable(Text(f"不能大于 {high}。", f"It cannot be above {high}."))


def typed(field: Field, value: Any) -> Any:
    """The stored value in Python types: date, (year, month), Decimal; everything else as stored."""
    if value is None:
        return None
    match field.kind:
        case "date":
            return date.fromisoformat(value)
        case "month":
            return (int(value[:4]), int(value[5:7]))
        case "decimal" | "percent":
            return Decimal(value)
    return value


def quarter_words(quarter: str, language: Language) -> str:
    """`2027-Q1` as 2027年第一季度; Q1 2027."""
    year, number = quarter.split("-Q")
    return f"{year}年第{'一二三四'[int(number) - 1]}季度" if language == "zh" else f"Q{number} {year}"


def looked_up(field: Field, siblings: Mapping[str, Any]) -> str | None:
    """Value that a field's table gives for the two choices it rests on; None while one is missing."""
    if field.factors is None:
        return None
    wanted = tuple(siblings.get(name) for name in field.factors)
    return next((value for first, second, value in field.table if (first, second) == wanted), None)


def computed(field: Field, siblings: Mapping[str, Any]) -> int | None:
    """Value of a computed field: the product of its two factors, None while one is missing."""
    if field.factors is None:
        return None
    left, right = (siblings.get(name) for name in field.factors)
    return None if left is None or right is None else int(left) * int(right)
