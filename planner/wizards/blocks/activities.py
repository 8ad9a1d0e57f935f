"""What is done on which days: activities and tasks."""

from dataclasses import replace

from planner.kernel.i18n import Text as T
from planner.wizards.blocks.materials import MATERIAL_NUMBER
from planner.wizards.blocks.owners import OWNER
from planner.wizards.schema import Field, Group, When, choices

CONSENT = choices(("obtained", "已取得", "Obtained"), ("applied", "申请中", "Applied for"), ("not_needed", "不需要", "Not needed"))

ACTIVITY_KINDS = choices(
    ("one_to_one_visit", "一对一拜访", "One-to-one visit"),
    ("department_meeting", "科室会", "Department meeting"),
    ("hospital_meeting", "院内会", "Hospital meeting"),
    ("city_meeting", "城市会", "City meeting"),
    ("webinar", "线上会议", "Webinar"),
    ("round_table", "圆桌会", "Round table"),
    ("congress_booth", "学术会议展位", "Congress booth"),
    ("case_discussion", "病例讨论", "Case discussion"),
    ("patient_talk", "患者讲座", "Patient talk"),
    ("research", "研究", "Research"),
    ("training", "培训", "Training"),
    ("other", "其他", "Other"),
)

_ABOUT_PRODUCT = When("about_product", (True,))
_SPEAKER = When("speaker", (True,))

ACTIVITY_FIELDS = (
    Field("name", "line", T("活动名称", "Name")),
    Field("kind", "choice", T("形式", "Kind"), choices=ACTIVITY_KINDS),
    Field("from_date", "date", T("开始日期", "From")),
    Field("to_date", "date", T("结束日期", "To"), not_before="from_date"),
    Field("institution", "institution", T("医院或机构", "Institution"), required=False),
    Field(
        "consent",
        "choice",
        T("医院是否同意", "Institution's consent"),
        choices=CONSENT,
        help=T("未取得同意前，活动不能举办。", "The event cannot take place before consent."),
    ),
    OWNER,
    Field("audience", "line", T("参加对象", "Audience")),
    Field("heads", "int", T("预计人数", "Expected heads"), minimum=1, maximum=5000, unit=T("人", "people", "person")),
    Field("about_product", "yes_no", T("涉及产品", "About a product")),
    Field("product", "product", T("产品", "Product"), when=_ABOUT_PRODUCT),
    replace(MATERIAL_NUMBER, when=_ABOUT_PRODUCT),
    Field(
        "agenda",
        "text",
        T("议程", "Agenda"),
        required=False,
        help=T("学术内容、时间安排、讲者主题。", "Scientific content, timetable, topics of the speakers."),
    ),
    Field("speaker", "yes_no", T("有讲者", "Speaker")),
    Field("speaker_fee", "money", T("讲者费", "Speaker fee"), when=_SPEAKER, required=False),
    Field(
        "fee_paid_to",
        "choice",
        T("费用付给", "Fee paid to"),
        when=_SPEAKER,
        choices=choices(
            ("institution", "机构", "Institution"),
            ("speaker_contract", "讲者（有合同）", "Speaker by contract"),
            ("nobody", "不付费", "Nobody"),
        ),
    ),
    Field("hospitality_per_head", "money", T("人均餐费", "Hospitality per head"), required=False),
    Field("description", "text", T("怎样进行", "What happens"), required=False),
)


def activities(
    name: str,
    label: T,
    *,
    help: T | None = None,
    empty: T | None = None,
    minimum: int = 0,
    without: tuple[str, ...] = (),
    must: tuple[str, ...] = (),
    more: tuple[Field, ...] = (),
) -> Group:
    """A group of activities; the same questions wherever activities stand.

    :param without: names of questions this plan does not ask, `must`: of those it does not leave open
    :param more: questions of its own, asked last
    """
    asked = (replace(f, required=True) if f.name in must else f for f in ACTIVITY_FIELDS if f.name not in without)
    return Group(
        name,
        "activities",
        label,
        item=T("一场活动", "an activity"),
        fields=(*asked, *more),
        title="name",
        facts=("institution", "from_date", "owner", "heads"),
        help=help
        or T(
            "每场一行。写清由谁负责、医院是否同意、预计多少人。",
            "One row each: who is responsible, whether the institution agreed, how many people.",
        ),
        empty=empty
        or T("还没有活动。先写一场最近要办的，日期可以以后再定。", "No activity yet. Start with the next one; dates can follow."),
        minimum=minimum,
        tool="gantt",
    )


TASKS = Group(
    "tasks",
    "tasks",
    T("任务", "Tasks"),
    item=T("一项任务", "a task"),
    title="task",
    facts=("owner", "from_date"),
    empty=T("还没有任务。", "No task yet."),
    tool="gantt",
    fields=(
        Field("task", "line", T("任务", "Task")),
        Field("how", "text", T("怎样做", "How it is done")),
        OWNER,
        Field("from_date", "date", T("开始日期", "From")),
        Field("to_date", "date", T("结束日期", "To"), not_before="from_date"),
    ),
)
