"""What the figure of the paper is measured on; `make bench` holds the time itself against bare WeasyPrint."""

from bench.documents import KILOBYTES, measure


def test_a_plan_of_twelve_pages_is_small_and_has_a_floor_of_as_many_pages() -> None:
    found = measure(rounds=1)  # the floors fail when they come to other pages
    assert found.paper.pages == 12
    assert len(found.paper.data) <= KILOBYTES * 1000
