"""Measures a goal may use, ready to be taken: what is counted, and its unit."""

from dataclasses import dataclass

from planner.kernel.i18n import Text


@dataclass(frozen=True, slots=True)
class Offer:
    """One allowed measure.

    :param key: unique among all offers
    :param metric, unit: what goes into the fields of a goal, in the language of the plan
    """

    key: str
    metric: Text
    unit: Text


_PERCENT, _PLACES, _TIMES, _SCORE = Text("%", "%"), Text("家", "centres"), Text("场", "events"), Text("分", "points")

OFFERS: dict[str, tuple[Offer, ...]] = {
    "knowledge": (
        Offer("quiz", Text("会后问卷平均正确率", "Average score of the questionnaire"), _PERCENT),
        Offer("criteria", Text("能说出转诊指征的医生比例", "Share of doctors who can name the referral criteria"), _PERCENT),
    ),
    "information_access": (
        Offer("answered", Text("医学问题书面答复率", "Rate of written answers to medical questions"), _PERCENT),
        Offer("label", Text("拿到现行说明书的科室比例", "Share of departments that hold the current label"), _PERCENT),
    ),
    "event_quality": (
        Offer("attendance", Text("学术活动到会率", "Attendance at scientific events"), _PERCENT),
        Offer("rating", Text("参会者对学术内容的评分", "Participants’ rating of the scientific content"), _SCORE),
    ),
    "education_coverage": (
        Offer("centres", Text("完成指南培训的社区中心", "Community centres with completed guideline training"), _PLACES),
        Offer("talks", Text("完成的疾病教育场次", "Disease education events held"), _TIMES),
    ),
    "adverse_event_reporting": (
        Offer("in_time", Text("不良反应上报及时率", "Timeliness of adverse event reporting"), _PERCENT),
        Offer("trained", Text("知道上报途径的医生比例", "Share of doctors who know how to report"), _PERCENT),
    ),
    "public_population": (
        Offer("follow_up", Text("公开统计的规范随访率", "Rate of regular follow-up in public statistics"), _PERCENT),
        Offer("awareness", Text("公开统计的疾病知晓率", "Awareness of the disease in public statistics"), _PERCENT),
    ),
}
"""Kind of measure → what it may count."""


def offer(key: str) -> tuple[str, Offer] | None:
    """The offer of that key with its kind of measure; None for an unknown one."""
    return next(((kind, one) for kind, offers in OFFERS.items() for one in offers if one.key == key), None)
