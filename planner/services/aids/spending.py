"""What the budget adds up to, and what the company policy allows beside it."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from planner.compliance.document import PlanDocument, Row
from planner.compliance.structural.base import amount
from planner.kernel.i18n import Text
from planner.kernel.money import format_fen


@dataclass(frozen=True, slots=True)
class Share:
    """One kind of expense.

    :param kind: stored value, "" where none was chosen
    :param percent: of the whole, one decimal
    """

    kind: str
    fen: int
    percent: Decimal


@dataclass(frozen=True, slots=True)
class Cap:
    """A limit beside an amount.

    :param now: where the plan stands, in words; None when there is nothing to compare yet
    :param over: the plan lies above it
    """

    name: Text
    most: Text
    now: Text | None = None
    over: bool = False


@dataclass(frozen=True, slots=True)
class Spending:
    """The whole budget.

    :param fen: sum; `shares`: kinds, largest first
    """

    fen: int
    shares: tuple[Share, ...]
    caps: tuple[Cap, ...]


def spending(document: PlanDocument) -> Spending:
    """Sums, shares and caps of a plan; amounts come from the `resources`, meals and fees from the `activities`."""
    sums: dict[str, int] = {}
    for row in document.rows_of("resources"):
        kind = str(row.values.get("kind") or "")
        sums[kind] = sums.get(kind, 0) + amount(row, "amount")
    total = sum(sums.values())
    shares = tuple(Share(kind, fen, _percent(fen, total)) for kind, fen in sorted(sums.items(), key=lambda item: -item[1]) if fen)
    return Spending(total, shares, tuple(_caps(document, sums, total)))


def line_caps(line: Row, document: PlanDocument) -> tuple[Cap, ...]:
    """What the policy says to one line of the budget; nothing for kinds it does not limit."""
    price = amount(line, "unit_price")
    match line.values.get("kind"):
        case "hospitality":
            return _line(Text("每人餐费", "Hospitality a head"), price, _fen(document, "hospitality_per_head_fen"))
        case "speaker_fee":
            names = (
                (Text("每场讲者费", "Speaker's fee an event"), "speaker_fee_per_event_fen", True),
                (Text("每小时，副高职称", "An hour, associate level"), "speaker_hour_associate_fen", False),
                (Text("每小时，正高职称", "An hour, senior level"), "speaker_hour_senior_fen", False),
                (Text("每小时，院士或全国知名专家", "An hour, nationally known"), "speaker_hour_top_fen", False),
            )
            return tuple(cap for name, key, told in names for cap in _line(name, price if told else 0, _fen(document, key)))
    return ()


def _line(name: Text, price: int, most: int | None) -> tuple[Cap, ...]:
    return () if most is None else (Cap(name, _money(most), None, price > most),)


def _caps(document: PlanDocument, sums: dict[str, int], total: int) -> list[Cap]:
    found = []
    lines = [product.budget_fen for product in document.products]
    if lines and all(line is not None for line in lines):
        most = sum(line or 0 for line in lines)
        found.append(Cap(Text("所选产品的预算", "Budget of the products"), _money(most), _money(total), total > most))
    for kind, key, name in (
        ("speaker_fee", "speaker_fee_share_percent", Text("讲者费占比", "Share of speaker fees")),
        ("other", "petty_items_share_percent", Text("其他费用占比", "Share of other expenses")),
    ):
        share = _fen(document, key)
        if share is not None:
            part = sums.get(kind, 0)
            found.append(
                Cap(name, _share(Decimal(share)), _share(_percent(part, total)) if total else None, part * 100 > total * share and part > 0)
            )
    for field, key, name in (
        ("hospitality_per_head", "hospitality_per_head_fen", Text("活动的人均餐费", "Hospitality a head at events")),
        ("speaker_fee", "speaker_fee_per_event_fen", Text("每场活动的讲者费", "Speaker's fee an event")),
    ):
        limit = _fen(document, key)
        if limit is not None:
            highest = max((amount(row, field) for row in document.rows_of("activities")), default=0)
            found.append(Cap(name, _money(limit), _highest(highest) if highest else None, highest > limit))
    return found


def _fen(document: PlanDocument, name: str) -> int | None:
    value = document.policy.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _percent(part: int, whole: int) -> Decimal:
    return (Decimal(part * 100) / whole).quantize(Decimal("0.1"), ROUND_HALF_UP) if whole else Decimal(0)


def _share(percent: Decimal) -> Text:
    words = f"{percent.normalize():f}%"
    return Text(words, words)


def _money(fen: int) -> Text:
    return Text(format_fen(fen), format_fen(fen))


def _highest(fen: int) -> Text:
    return Text(f"最高 {format_fen(fen)}", f"at most {format_fen(fen)}")
