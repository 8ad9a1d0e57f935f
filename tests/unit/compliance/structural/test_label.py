"""Diseases and populations against the registry."""

from dataclasses import replace
from datetime import date

import pytest

from planner.compliance.document import ProductFacts
from planner.compliance.plan import structural_findings
from planner.compliance.structural.label import terms_of
from tests.unit.compliance.structural.sheets import LABEL, PACK, found, plan

PRESSURE = ProductFacts("松雅沙坦缓释片", ("松雅平",), approval_date=date(2022, 9, 1), indications=("原发性高血压",), populations=("成人",))
ASTHMA = ProductFacts(
    "禾屿单抗注射液", ("禾舒安",), approval_date=date(2020, 5, 1), indications=("重度嗜酸性粒细胞性哮喘",), populations=("成人",)
)


def outside(text: str, *products: ProductFacts) -> list[str]:
    names = ("off-label.disease-outside-label", "off-label.population-outside-label")
    return [finding.quote for finding in structural_findings(plan(text=text, products=products), PACK) if finding.rule_id in names]


@pytest.mark.parametrize(
    "text, product, quote",
    [
        ("澜糖宁联合胰岛素用于1型糖尿病", LABEL, "1型糖尿病"),
        ("介绍澜瑞格列净片改善心衰预后的数据", LABEL, "心衰"),
        ("本品对慢阻肺也有获益", ASTHMA, "慢阻肺"),
        ("本品用于２型糖尿病合用，也推荐用于慢性腎臟病", LABEL, "慢性腎臟病"),
        ("松雅平用于肺动脉高压的数据", PRESSURE, "肺动脉高压"),
        ("use of the product in heart failure", LABEL, "heart failure"),
    ],
)
def test_a_disease_outside_the_registry_is_quoted(text: str, product: ProductFacts, quote: str) -> None:
    assert quote in outside(text, product)


@pytest.mark.parametrize(
    "text, product",
    [
        ("澜糖宁用于2型糖尿病的规范治疗", LABEL),
        ("澜糖宁用于糖尿病患者", LABEL),
        ("松雅平用于高血压的用法用量", PRESSURE),
        ("松雅平治疗轻中度高血压", PRESSURE),
        ("禾舒安用于重度哮喘", ASTHMA),
        ("禾舒安用于支气管哮喘", ASTHMA),
        ("糖尿病合并心衰患者慎用澜糖宁", LABEL),
        ("心衰患者的规范随访", LABEL),
        ("会议介绍高血压指南；下午讲解澜糖宁说明书", LABEL),
        ("澜糖宁的不良反应：泌尿系感染、低血糖", LABEL),
        ("不推广澜糖宁用于1型糖尿病", LABEL),
        ("rare events of the product", LABEL),
    ],
)
def test_the_label_its_synonyms_and_its_warnings_are_silent(text: str, product: ProductFacts) -> None:
    assert outside(text, product) == []


def test_the_message_says_what_stands_in_the_text_and_in_the_registry() -> None:
    findings = structural_findings(plan(text="澜糖宁用于1型糖尿病"), PACK)
    (finding,) = [f for f in findings if f.rule_id == "off-label.disease-outside-label"]
    assert "1型糖尿病" in finding.message.zh and "登记：2型糖尿病" in finding.message.zh
    assert "澜瑞格列净片" in finding.message.en and "registered: 2型糖尿病" in finding.message.en


def test_any_product_of_the_plan_may_cover_a_disease() -> None:
    assert outside("本品用于高血压", LABEL) == ["高血压"]
    assert outside("本品用于高血压", LABEL, PRESSURE) == []


def test_a_product_without_indications_on_record_is_not_judged() -> None:
    assert outside("本品用于高血压", replace(LABEL, indications=())) == []
    assert outside("本品用于高血压", LABEL, replace(PRESSURE, indications=())) == []


@pytest.mark.parametrize("text", ["推广澜糖宁用于儿童", "本品也适用于孕妇", "把澜糖宁用于12岁以下患者", "本品治疗婴幼儿"])
def test_a_population_outside_the_registry_is_found(text: str) -> None:
    findings = list(found(plan(text=text), "off-label."))
    assert findings


@pytest.mark.parametrize(
    "text", ["儿童禁用澜糖宁", "在云川儿童医院介绍澜糖宁的用法", "儿童糖尿病的疾病教育", "澜糖宁用于成人", "孕妇使用澜糖宁的安全性尚未确立"]
)
def test_warnings_names_and_education_are_silent(text: str) -> None:
    assert not found(plan(text=text), "off-label.population")


def test_one_passage_is_not_marked_twice_by_rules_of_one_category() -> None:
    findings = found(plan(text="推广澜糖宁用于儿童患者"), "off-label.")
    spans = [(f.start, f.end) for f in findings]
    assert all(a[1] <= b[0] for a, b in zip(sorted(spans), sorted(spans)[1:], strict=False))


def test_the_list_of_diseases_is_broad_and_names_each_disease_once() -> None:
    words, _ = PACK.compiled.vocabulary.words(["$disease"])
    names = [name for group in terms_of(words).names for name in group]
    assert len(words) >= 300
    assert len(names) == len(set(names)), sorted(n for n in set(names) if names.count(n) > 1)
