"""A whole plan: phases by approval date, places of findings, rules over fields."""

from dataclasses import replace
from datetime import date

import pytest

from planner.compliance.document import FieldText, PlanDocument, ProductFacts, Row
from planner.compliance.findings import Severity
from planner.compliance.phases import phase_of
from planner.compliance.plan import check_field, check_plan
from planner.compliance.policy import Policy
from tests.factories.core import core_pack

PACK = core_pack()
FUTURE = ProductFacts("瑞息宁", ("Rison",), approval_date=date(2027, 5, 1), indications=("重度哮喘",), id=1)
APPROVED = ProductFacts("舒衡片", approval_date=date(2020, 1, 1), id=2)


def plan(*rows: Row, fields: tuple[FieldText, ...] = (), products: tuple[ProductFacts, ...] = (FUTURE,), **values: object) -> PlanDocument:
    known = {name.replace("__", "."): value for name, value in values.items()}
    return PlanDocument(
        "launch", fields, rows, known, products, Policy().values(), date(2026, 12, 1), blocks=frozenset({"activities", "safety"})
    )


def activity(**values: object) -> Row:
    phase = str(values.pop("phase", "launch"))
    step = {"pre_launch": "pre-launch", "launch": "launch-phase"}[phase]
    return Row(f"{step}.activities.k3f9abcd", f"{step}.activities", "activities", phase, values)


def field(path: str, text: str, phase: str | None = None, block: str | None = None) -> FieldText:
    return FieldText(path, path.replace(".k3f9abcd", ""), text, "栏", phase, block)


def found(document: PlanDocument) -> dict[str, str]:
    return {finding.rule_id: finding.path for finding in check_plan(document, PACK).findings}


@pytest.mark.parametrize(
    "said, row_date, launch, phase",
    [
        ("launch", None, None, "pre_launch"),
        ("launch", date(2027, 4, 30), date(2027, 6, 1), "pre_launch"),
        ("launch", date(2027, 5, 1), None, "launch"),
        ("growth", None, date(2027, 5, 1), "growth"),
        ("growth", None, date(2027, 4, 1), "pre_launch"),
        ("pre_launch", date(2027, 6, 1), date(2027, 6, 1), "pre_launch"),
        (None, None, date(2027, 6, 1), "pre_launch"),
    ],
)
def test_before_approval_everything_is_pre_launch_but_what_is_dated_after(
    said: str | None, row_date: date | None, launch: date | None, phase: str
) -> None:
    row = Row("s.activities.k3f9abcd", "s.activities", "activities", said, {"from_date": row_date})
    document = plan(row, basics__launch_date=launch)
    assert phase_of(field("s.activities.k3f9abcd.agenda", "x", said, "activities"), document) == phase


@pytest.mark.parametrize("outer, phase", [(date(2027, 5, 1), "launch"), (date(2027, 4, 30), "pre_launch")])
def test_a_text_in_a_row_inside_a_row_is_judged_by_the_outer_one(outer: date, phase: str) -> None:
    rows = (
        Row("s.activities.k3f9abcd", "s.activities", "activities", "launch", {"from_date": outer}),
        Row("s.activities.k3f9abcd.talks.a1b2c3d4", "s.activities.talks", "talks", "launch", {"from_date": date(2028, 1, 1)}),
    )
    assert phase_of(field("s.activities.k3f9abcd.talks.a1b2c3d4.topic", "x", "launch"), plan(*rows)) == phase


def test_with_approved_products_a_text_has_the_phase_of_its_step() -> None:
    document = plan(products=(APPROVED,))
    assert phase_of(field("a.b", "x", "growth"), document) == "growth"
    assert phase_of(field("a.b", "x"), document) == "approved"


def test_a_product_activity_before_approval_is_blocked_at_its_field() -> None:
    document = plan(activity(name="上市会", about_product=True, from_date=date(2027, 3, 1), material_number="MA-1"), safety__contact="张")
    report = check_plan(document, PACK)
    (finding,) = [f for f in report.findings if f.severity is Severity.BLOCK]
    assert finding.rule_id == "pre-approval.product-activity-before-approval"
    assert finding.path == "launch-phase.activities.k3f9abcd.about_product"
    assert "2027年5月1日" in finding.message.zh and "1 May 2027" in finding.message.en
    assert "瑞息宁" in finding.message.zh
    assert (finding.start, finding.end, finding.quote) == (0, 0, "")
    assert finding.override is None


def test_a_brand_name_before_launch_is_marked_in_its_text() -> None:
    text = "会上介绍 ＲＩＳＯＮ 的机制"
    (finding,) = [
        f
        for f in check_plan(plan(fields=(field("pre-launch.objective", text, "pre_launch"),)), PACK).findings
        if f.rule_id.endswith("named-before-launch")
    ]
    assert finding.quote == text[finding.start : finding.end] == "ＲＩＳＯＮ"


def test_a_disease_outside_the_label_is_marked_where_the_product_is_used() -> None:
    text = "在肾内科推广本品用于糖尿病肾病"
    (finding,) = [
        f
        for f in check_plan(plan(fields=(field("growth.objective", text, "growth"),)), PACK).findings
        if f.category == "off-label" and f.rule_id.endswith("outside-label")
    ]
    assert finding.quote == "糖尿病肾病"


def test_the_heavier_rule_over_a_field_hides_the_lighter() -> None:
    names = found(plan(activity(name="讲座", speaker=True, speaker_fee=700_000, fee_paid_to="institution"), products=(APPROVED,)))
    assert "events.speaker-fee-double-cap" in names
    assert "events.speaker-fee-over-cap" not in names


def test_thresholds_come_from_the_policy_given() -> None:
    document = plan(activity(name="会", hospitality_per_head=20_000, agenda="14:00 指南解读与讨论"), products=(APPROVED,))
    assert "events.hospitality-over-cap" not in found(document)
    strict = PlanDocument(
        **{**{n: getattr(document, n) for n in document.__dataclass_fields__}, "policy": Policy(hospitality_per_head_fen=10_000).values()}
    )
    assert "events.hospitality-over-cap" in found(strict)


def test_findings_come_in_plan_order() -> None:
    fields = (field("basics.summary", "按处方给返点"), field("launch-phase.objective", "按处方给返点", "launch"))
    document = plan(activity(name="会", consent="applied", kind="department_meeting"), fields=fields, products=(APPROVED,))
    paths = [f.path for f in check_plan(document, PACK).findings]
    assert paths.index("basics.summary") < paths.index("launch-phase.objective")


def test_one_field_can_be_checked_with_what_stands_in_it_now() -> None:
    document = plan(fields=(field("pre-launch.objective", "讨论疾病", "pre_launch"),))
    assert not check_field(document, "pre-launch.objective", PACK).findings
    report = check_field(document, "pre-launch.objective", PACK, "介绍瑞息宁")
    assert "pre-approval.product-named-before-launch" in [f.rule_id for f in report.findings]
    assert not check_field(document, "no.such.field", PACK).findings


def test_an_empty_plan_has_no_findings() -> None:
    assert not check_plan(plan(), PACK).findings


def test_the_policy_has_a_hash_and_a_ground_for_every_value() -> None:
    policy = Policy()
    assert policy.hash == Policy().hash != Policy(adverse_event_hours=12).hash
    assert all(policy.ground(name).source for name in policy.values())


def test_a_plan_that_is_saved_again_reads_as_for_the_first_time_whatever_changed() -> None:
    text = field("launch-phase.activities.k3f9abcd.agenda", "会上介绍 RISON 的机制，保证治愈。", "launch", "activities")
    late = activity(name="讲座", from_date=date(2027, 6, 1))
    versions = (
        plan(late, fields=(text,)),
        plan(late, fields=(replace(text),)),
        plan(activity(name="讲座", from_date=date(2027, 4, 1)), fields=(text,)),  # the same text is judged in another phase
        plan(late, fields=(field("basics.summary", "保证治愈"), text)),
        plan(late, fields=(replace(text, text="会上介绍 RISON 的机制。"),)),
        plan(late, fields=(text,), products=(APPROVED,)),
        plan(late, fields=(replace(text, label="议程"),)),
        plan(late),
    )
    reports = [check_plan(one, PACK, "saved again") for one in versions]
    assert reports == [check_plan(one, PACK) for one in versions]
    assert reports[2] != reports[0] != reports[4]  # what changed does matter
