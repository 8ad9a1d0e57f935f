"""The figure of the paper: a 12-page plan costs at most 1.2 times bare WeasyPrint on a like paper."""

from bench.documents import KILOBYTES, RATIO, measure


def test_a_plan_of_twelve_pages_costs_little_more_than_the_press_itself() -> None:
    found = measure(rounds=3)
    assert found.paper.pages == 12
    assert found.ratio <= RATIO
    assert len(found.paper.data) <= KILOBYTES * 1000
