"""What is never put into a field by itself: figures of prescriptions and of sales by person, and personal numbers."""

import re

from planner.kernel.i18n import Text

PRESCRIPTIONS = Text(
    "这是处方、用药或销售的数字，计划里没有放它的地方。可以不用它，或换成允许的目标。",
    "These are figures of prescriptions, use or sales; the plan has no place for them. Leave them out or choose an allowed goal.",
)
PERSONAL = Text(
    "这里像是电话、证件号或账号，没有放进计划。请确认要不要留。",
    "This looks like a phone, identity or account number and was not put into the plan. Decide whether it may stay.",
)
_VOLUME = r"(?:处方|開方|开方|开药|用药|使用|销售|銷售|銷|销|进药|进货|采购|纯销|出货|消耗|處方|用藥)"
_HEAD = re.compile(
    rf"{_VOLUME}[^，。,;；]{{0,4}}(?:量|额|額|数|數|盒|支|瓶|金额)|处方潜力|处方数|月处方|月均处方|产出|上量|销量|回款|"
    r"\b(?:prescriptions?|rx|scripts?|sales|volume|units sold|prescribing)\b",
    re.IGNORECASE,
)
_FIGURES = re.compile(
    rf"(?:{_VOLUME}|处方量|销量)[^，。,;；]{{0,8}}\d|\d+\s*(?:盒|支|瓶|张处方|例处方|万元销售)|\d+\s*(?:prescriptions?|scripts?|rx\b)",
    re.IGNORECASE,
)
_NUMBERS = re.compile(
    r"(?<!\d)1[3-9]\d[\s-]?\d{4}[\s-]?\d{4}(?!\d)|(?<!\d)[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:[0-2]\d|3[01])\d{3}[\dXx](?![\dXx])"
    r"|(?<!\d)(?:\d{4}[\s-]?){3}\d{4}(?:\d{0,3})(?!\d)|(?<![\d-])0\d{2,3}[\s-]\d{7,8}(?!\d)"
)


def is_volume_head(words: str) -> bool:
    """True for the head of a column, or a label, of prescription or sales figures."""
    return bool(_HEAD.search(words))


def has_volume(words: str) -> bool:
    """True for the cell of a table that holds such a figure."""
    return bool(_FIGURES.search(words))


def has_personal(words: str) -> bool:
    """True when a phone, identity or account number stands in it."""
    return bool(_NUMBERS.search(words))
