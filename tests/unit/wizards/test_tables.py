"""The company's tables take the place of a plan type's own, and of nothing else."""

from planner.compliance.policy import Policy
from planner.wizards.registry import discover
from planner.wizards.schema import Field, Group, PlanType
from planner.wizards.tables import with_tables
from planner.wizards.values import looked_up

ROW = {"persona": "pioneer", "tier": "C"}


def _asked(plan_type: PlanType) -> Field:
    group = next(item for item in plan_type.step("segments").items if isinstance(item, Group))
    return next(item for item in group.fields if isinstance(item, Field) and item.kind == "looked_up")


def test_the_policys_table_decides_where_a_row_falls() -> None:
    declared = discover()["omnichannel"]
    policy = Policy(tables={"micro_segments": (("pioneer", "C", "2"), ("pioneer", "D", "99"))})
    changed = _asked(with_tables(declared, policy.tables))
    assert looked_up(_asked(declared), ROW) == "8"
    assert looked_up(changed, ROW) == "2"
    assert looked_up(changed, {"persona": "pioneer", "tier": "D"}) is None, "a value that is no choice of the question"
    assert looked_up(changed, {"persona": "rising", "tier": "A"}) is None, "the company's table says nothing about it"


def test_types_that_look_nothing_up_stay_the_very_same() -> None:
    tables = {"micro_segments": (("pioneer", "A", "1"),)}
    for slug, declared in discover().items():
        assert (with_tables(declared, tables) is declared) == (slug != "omnichannel")
        assert with_tables(declared, {"another": ()}) is declared


def test_a_policy_without_tables_keeps_the_hash_it_had_before_there_were_any() -> None:
    document = Policy().model_dump(mode="json")
    del document["tables"]
    assert Policy.model_validate(document).hash == Policy().hash
    assert Policy(tables={"micro_segments": ()}).hash != Policy().hash
    assert "tables" not in Policy().values(), "rules over fields read thresholds"
