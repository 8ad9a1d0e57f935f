"""What an officer may write, and what is refused with its reason and place."""

from typing import Any

import pytest

from planner.compliance.company import EMPTY, is_company, opened, overlay, raised, rule_of, stricter
from planner.compliance.engine import check_text
from planner.compliance.findings import Severity
from planner.compliance.guard import faults
from planner.compliance.loader import load_archive
from planner.compliance.pack import Pack
from tests.factories.core import core_pack

pytestmark = pytest.mark.slow


def entry(**changed: Any) -> dict[str, Any]:
    """A company rule that may run, with some keys changed; None takes a key out."""
    whole: dict[str, Any] = {
        "id": "company.gift-cards",
        "category": "bribery",
        "severity": "review",
        "title": {"zh": "购物卡", "en": "Gift cards"},
        "message": {"zh": "“{hit}”是礼券。", "en": "“{hit}” is a voucher."},
        "why": {"zh": "公司制度不允许礼券。", "en": "House policy allows no vouchers."},
        "match": {"terms": ["购物卡", "提货券"]},
        "basis": {"zh": "公司推广合规制度第 4.2 条", "en": "House policy 4.2"},
        "suggest": [{"text": {"zh": "不提供任何礼品。", "en": "No gifts of any kind."}}],
        "tests": {
            "hit": ["会后发放【购物卡】", "为讲者准备提货券", "送购物卡作为感谢"],
            "miss": ["会后发放学习卡", "为讲者准备签到表", "严禁发放购物卡"],
        },
        "changed": "2026-11-22",
        "owner": "陆知微",
    }
    return {key: value for key, value in {**whole, **changed}.items() if value is not None}


@pytest.fixture(scope="module")
def core() -> Pack:
    return core_pack()


def places(core: Pack, **changed: Any) -> list[str]:
    return [fault.place for fault in faults(core, EMPTY, entry(**changed))]


def test_a_good_rule_has_nothing_against_it(core: Pack) -> None:
    assert faults(core, EMPTY, entry()) == []


HOSTILE = [
    ".*", ".", "(a*)*", "(.|.)*x", "((a{0,900}){0,900}){0,900}", "(x+x+)+y", "a{1001}", "(?=x)", "(?<!x)y", r"(x)\1", "[", "(", "*", "x**",
    "(?P<n>x)(?P=n)", "()", "(?:购|物|卡|.){1,1000}{1,1000}", "^$",
]  # fmt: skip


@pytest.mark.timeout(120)  # each is refused in a moment
@pytest.mark.parametrize("source", HOSTILE)
def test_a_hostile_expression_is_refused_and_in_words(core: Pack, source: str) -> None:
    found = faults(core, EMPTY, entry(match={"regex": [source]}))
    assert found
    assert all(fault.reason.zh and fault.reason.en for fault in found)


@pytest.mark.parametrize(
    ("place", "changed"),
    [
        ("match", {"match": {"terms": ["。"]}}),
        ("match", {"match": {"terms": ["购物。卡"]}}),
        ("match", {"match": {"terms": ["购" * 60]}}),
        ("match", {"match": {"terms": [str(n) for n in range(1200)]}}),
        ("match", {"match": {"regex": ["KPI购物卡"]}}),
        ("match", {"match": {"regex": ["購物卡"]}}),
        ("match", {"match": {"structural": {"check": "smart"}}}),
        ("match", {"match": {"terms": ["$no_such_list"]}}),
        ("match", {"match": {"near": {"terms": [["购物卡"]]}}}),
        ("match", {"match": {"terms": ["患者"]}}),
        ("lists", {"lists": {"cards": ["$cards"]}, "match": {"terms": ["$cards"]}}),
        ("protect", {"protect": ["购物卡"]}),
        ("beats", {"beats": ["bribery"]}),
        ("group", {"group": "gifts"}),
        ("budget", {"budget": {"fp": 0.9, "min_decisions": 5}}),
        ("cites", {"basis": None}),
        ("cites", {"cites": ["dal-2019#999"]}),
        ("unless_not", {"unless_not": ["no_such_cue"]}),
        ("suggest.zh", {"suggest": None}),
        ("suggest.zh", {"suggest": [{"text": {"zh": "改为发放购物卡。", "en": "x"}}]}),
        ("severity", {"severity": "block", "confidence": "low"}),
        ("severity", {"category": "quality"}),
        ("category", {"category": "gifts"}),
        ("title.en", {"title": {"zh": "购物卡", "en": ""}}),
        ("tests.hit", {"tests": {"hit": ["购物卡"], "miss": ["甲", "乙", "丙"]}}),
        ("tests.hit", {"tests": {"hit": ["购物卡", "提货券", "加油卡"], "miss": ["甲", "乙", "丙"]}}),
        ("tests.miss", {"tests": {"hit": ["购物卡", "提货券", "发购物卡"], "miss": ["甲", "乙", "一张购物卡"]}}),
        ("tests.hit", {"tests": {"hit": ["购物卡" * 300, "提货券", "发购物卡"], "miss": ["甲", "乙", "丙"]}}),
    ],
)
def test_the_fault_names_its_place(core: Pack, place: str, changed: dict[str, Any]) -> None:
    assert place in places(core, **changed)


def test_an_example_that_a_context_switches_off_says_which(core: Pack) -> None:
    tests = {"hit": ["发放购物卡", "送提货券", "严禁发放购物卡"], "miss": ["甲", "乙", "丙"]}
    fault = faults(core, EMPTY, entry(tests=tests))[0]
    assert "语境" in fault.reason.zh
    assert "第 3 个" in fault.reason.zh


def test_what_another_rule_suggests_may_be_advised_on_and_not_stopped(core: Pack) -> None:
    asked = {
        "category": "privacy",
        "match": {"terms": ["问卷"]},
        "suggest": [{"kind": "ask", "text": {"zh": "请写明匿名。", "en": "Say that it is anonymous."}}],
        "tests": {"hit": ["会后发放问卷", "回收问卷", "问卷由代表收回"], "miss": ["会后提问", "课后练习", "现场讨论"]},
    }
    assert "match" in places(core, **asked)
    assert places(core, **asked, severity="advise") == []


def test_own_lists_stand_in_place_of_their_names() -> None:
    lists = {"cards": ["购物卡", "$more"], "more": ["提货券"]}
    assert opened({"terms": ["$cards", "$doctor", "礼券"]}, lists) == {"terms": ["购物卡", "提货券", "$doctor", "礼券"]}
    assert rule_of(entry(lists=lists, match={"terms": ["$cards"]})).match.terms == ("购物卡", "提货券")


def test_a_company_rule_takes_nothing_away_from_the_core(core: Pack) -> None:
    text = "按处方量给予医生返点和购物卡。"
    before = {finding.rule_id for finding in check_text(text, core).findings}
    assert before
    heavy = entry(severity="block", match={"terms": ["医生返点和购物卡", "返点和购物卡"]}, status="active", rev=1)
    pack = overlay(core, {**EMPTY, "number": 1, "rules": [heavy]})
    assert before <= {finding.rule_id for finding in check_text(text, pack).findings}


def test_the_basis_of_a_rule_can_be_cited_as_certain(core: Pack) -> None:
    pack = overlay(core, {**EMPTY, "number": 1, "rules": [entry(category="quality", severity="advise", status="active", rev=1)]})
    finding = next(f for f in check_text("会后发放购物卡", pack).findings if is_company(f.rule_id))
    assert [(cite.label.zh, cite.certain) for cite in finding.cites] == [("公司推广合规制度第 4.2 条", True)]


def test_an_overlaid_pack_has_its_own_version_and_hash_and_reads_back(core: Pack) -> None:
    document = {**EMPTY, "number": 3, "rules": [entry(status="trial", rev=2)]}
    pack = overlay(core, document)
    assert (pack.version, pack.hash == core.hash) == (f"{core.version}+3", False)
    again = load_archive(pack.archive_bytes())
    assert (again.hash, again.version, again.rules) == (pack.hash, pack.version, pack.rules)


def test_a_weight_of_the_company_only_adds(core: Pack) -> None:
    rule = next(rule for rule in core.rules if rule.severity is Severity.REVIEW)
    assert raised(rule, {rule.id: "advise"}) is rule
    assert raised(rule, {rule.id: "block"}).severity is Severity.BLOCK
    assert all(list(Severity).index(one) < list(Severity).index(rule.severity) for rule in core.rules for one in stricter(rule))
