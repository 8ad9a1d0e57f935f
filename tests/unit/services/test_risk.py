"""What a submission can be looked for by, in one column of the queue's indexes."""

from planner.compliance.vocabulary import CATEGORIES
from planner.services.risk import MOST_FACETS, facets_of


def test_a_submission_is_found_by_its_kind_and_its_products() -> None:
    assert facets_of("launch", ["events", "claims", "events"], [12, 3])["facets"] == " kind:launch product:3 product:12 "


def test_of_very_many_products_whole_codes_fit() -> None:
    text = facets_of("launch", ["claims"], range(10_000, 10_500))["facets"]
    assert MOST_FACETS - 20 < len(text) <= MOST_FACETS and text.endswith(" ")
    assert all(len(code) == len("product:10000") for code in text.split()[1:])


def test_no_two_categories_share_a_bit_nor_one_with_products_or_kinds() -> None:
    alone = facets_of("launch")["facet_bits"]
    assert alone >= 1 << 52 and facets_of("launch", (), range(100))["facet_bits"] % (1 << 52) == 0
    assert len({facets_of("launch", [one])["facet_bits"] - alone for one in CATEGORIES}) == len(CATEGORIES)
