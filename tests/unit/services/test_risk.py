"""What a submission can be looked for by, in one column of the queue's indexes."""

from planner.services.risk import MOST_FACETS, facets_of


def test_a_submission_is_found_by_its_kind_its_categories_and_its_products() -> None:
    assert (
        facets_of("launch", ["events", "claims", "events"], [12, 3]) == " kind:launch category:claims category:events product:3 product:12 "
    )


def test_of_very_many_products_whole_codes_fit() -> None:
    text = facets_of("launch", ["claims"], range(10_000, 10_500))
    assert MOST_FACETS - 20 < len(text) <= MOST_FACETS and text.endswith(" ")
    assert all(len(code) == len("product:10000") for code in text.split()[2:])
