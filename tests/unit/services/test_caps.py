"""What a plan spends beside the limits of the company."""

from planner.compliance.policy import Policy
from planner.services.caps import caps_of

POLICY = Policy(hospitality_per_head_fen=30_000, speaker_fee_per_event_fen=300_000)


def test_the_highest_of_each_kind_stands_beside_its_limit() -> None:
    rows = [{"hospitality_per_head": 4_800}, {"hospitality_per_head": 31_000, "speaker_fee": 300_000}, {}]
    found = caps_of(rows, POLICY)
    assert [(cap.highest, cap.limit, cap.kept) for cap in found] == [(31_000, 30_000, False), (300_000, 300_000, True)]


def test_what_a_plan_does_not_spend_is_not_listed() -> None:
    assert caps_of([{"hospitality_per_head": None, "speaker_fee": 0}, {"name": "科会"}], POLICY) == ()
