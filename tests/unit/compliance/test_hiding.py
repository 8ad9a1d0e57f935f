"""What hides, and what only slipped in."""

import pytest

from planner.compliance.hiding import begins


@pytest.mark.parametrize(
    ("typed", "at"),
    [
        ("回\u202e扣", 1),
        ("\u2067回扣\u2069", 0),
        ("给\u200b医\u200b生\u200b返\u200b点\u200b吧", 1),
        ("回\u3164\u3164\u3164\u3164\u3164扣", 1),
        ("请看😀" + "\U000e0101" * 6, 3),
        ("完。" + "\U000e0069" * 12, 2),
        ("ﬁ\u202e", 1),
    ],
)
def test_text_that_hides_is_told_where_it_begins(typed: str, at: int) -> None:
    assert begins(typed) == at


@pytest.mark.parametrize(
    "typed",
    [
        "开展疾病教育",
        "\ufeff开头",
        "给\u200b医\u200b生",
        "电话\u202d138 0013-8000\u202c",
        "👨\u200d👩\u200d👧\u200d👦 一家",
        "co\u00adop\u00ader\u00ada\u00adti\u00adons",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "葛\U000e0100飾区",
        "一\u200b。二\u200b。三\u200b。四\u200b。五\u200b。六",
    ],
)
def test_what_slips_in_by_copying_is_left_alone(typed: str) -> None:
    assert begins(typed) is None
