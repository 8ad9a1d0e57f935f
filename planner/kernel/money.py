"""Yuan as whole fen, so that sums are exact."""

from decimal import Decimal, InvalidOperation, Overflow


def parse_fen(typed: str) -> int:
    """Read an amount a person typed (`1,200`, `￥1200.50`) as fen.

    :raises ValueError: not an amount, negative, or more than two decimals
    """
    cleaned = typed.strip().replace(",", "").replace("，", "").lstrip("¥￥").removesuffix("元").strip()
    try:
        fen = Decimal(cleaned) * 100
    except (InvalidOperation, Overflow) as error:
        raise ValueError(typed) from error
    if not fen.is_finite() or fen < 0 or fen != fen.to_integral_value():
        raise ValueError(typed)
    return int(fen)


def format_fen(fen: int) -> str:
    """¥ and two decimals, thousands set apart: 120050 → ¥1,200.50."""
    return f"¥{fen // 100:,}.{fen % 100:02d}"
