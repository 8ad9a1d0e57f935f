"""From contents to HTML: a template environment of its own, closed and escaping everything."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import urlsplit

import segno
from jinja2 import FunctionLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from planner.documents.content import PlanContent
from planner.documents.figures import phase_timeline
from planner.documents.record import RecordContent
from planner.documents.story import StoryPaper
from planner.documents.typography import whole_end
from planner.documents.wording import day_words, moment_words
from planner.kernel.clock import local_date

BOX_ROLES = ("author", "compliance", "approver")
"""Names of the signature fields, in the order in which people sign."""

_TITLE_ROOM = {"short": 13.4, "long": 19.0, "longest": 28.0}
"""Size of the title on the cover → characters in a line."""
_FOLDER = files("planner") / "templates/pdf"


def template_text(name: str) -> str:
    """A file of the paper's template folder, by its plain name."""
    return (_FOLDER / name).read_text("utf-8")


def _load(name: str) -> tuple[str, str, Callable[[], bool]]:
    return template_text(name), name, lambda: True


@cache
def environment() -> ImmutableSandboxedEnvironment:
    """The environment of the paper's templates. `drawing` marks SVG of our own making as safe."""
    made = ImmutableSandboxedEnvironment(
        loader=FunctionLoader(_load), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    made.filters["drawing"] = Markup  # only ever applied to planner.documents.figures
    made.filters["whole_end"] = whole_end
    return made


def qr_drawing(url: str, millimetres: float) -> Markup:
    """A QR code as SVG of the given side, without a quiet zone (the paper around it is white)."""
    code = segno.make(url, error="m", micro=False)
    modules = code.symbol_size(border=0)[0]
    side = millimetres / 25.4 * 96
    return Markup(code.svg_inline(border=0, scale=side / modules, dark="#1b2428", title="验真二维码", svgclass=None, lineclass=None))  # noqa: S704


def verify_place(verify_url: str) -> str:
    """The address of the verify page as people type it: without scheme and code."""
    parts = urlsplit(verify_url)
    return parts.netloc + parts.path.rpartition("/")[0]


def stamp_of(moment: datetime) -> str:
    """A moment as the metadata of a PDF takes it, so that the same plan gives the same bytes."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def plan_html(plan: PlanContent, *, verify_url: str, code: str) -> str:
    """The whole plan as one HTML document.

    :param verify_url: address of the verify page with the code; goes into the QR code
    :param code: verify code as issued
    """
    return environment().get_template("plan.html").render(plan_words(plan, verify_url=verify_url, code=code))


def plan_words(plan: PlanContent, *, verify_url: str, code: str, submitted: bool = True) -> dict[str, Any]:
    """Everything the plan's templates name, for the paper and for the preview on a screen.

    :param submitted: as for `cover_facts`
    """
    period_end = plan.period[1] if plan.period else None
    size = "short" if len(plan.title) <= 24 else "long" if len(plan.title) <= 70 else "longest"
    return {
        "plan": plan,
        "stamped": stamp_of(plan.submitted_at),
        "cover_facts": cover_facts(plan, submitted=submitted),
        "title_size": size,
        "title_room": _TITLE_ROOM[size],
        "timeline": Markup(phase_timeline(plan.windows, period_end=period_end)),  # noqa: S704
        "qr": qr_drawing(verify_url, 24),
        "code": code,
        "verify_place": verify_place(verify_url),
        "checked_against": checked_against(plan),
        "roles": BOX_ROLES,
    }


def record_html(record: RecordContent) -> str:
    """A whole review record as one HTML document."""
    return (
        environment()
        .get_template("record.html")
        .render(record=record, stamped=stamp_of(record.at), passed=moment_words(record.at), facts=_record_facts(record))
    )


def _record_facts(record: RecordContent) -> list[tuple[str, str]]:
    facts = [
        ("计划", record.title),
        ("类型", record.plan_type),
        ("编号", record.edition),
        ("作者", record.author),
        ("提交", f"这一版的第 {record.round_} 次提交" if record.round_ else ""),
        ("复核人", record.officer),
        ("复核完成", f"{moment_words(record.at)}（北京时间）"),
        ("规则版本", record.pack_version),
        ("公司政策版本", record.policy_version),
    ]
    return [(label, value) for label, value in facts if value]


def story_html(story: StoryPaper) -> str:
    """A plan's story as one HTML document."""
    facts = [
        ("编号", story.number),
        ("取出时间", f"{moment_words(story.at)}（北京时间）"),
        ("取出人", story.by),
        ("条数", f"{len(story.lines)} 条" if len(story.lines) == story.total else f"{len(story.lines)} 条，整个经过共 {story.total} 条"),
        ("操作记录", f"取出时共 {story.trail_count} 条"),
        ("末条校验值", story.trail_head),
    ]
    return environment().get_template("story.html").render(story=story, stamped=stamp_of(story.at), facts=facts, moments=story.moments)


def cover_facts(plan: PlanContent, *, submitted: bool = True) -> list[tuple[str, str]]:
    """Labels and values of the cover.

    :param submitted: the plan was, so that there is a day to name
    """
    author = "，".join(part for part in (plan.author.name, plan.author.job_title) if part)
    facts = [
        ("片区", "，".join(plan.territory_path)),
        ("产品", "、".join(plan.products)),
        ("作者", author),
        ("备案号", plan.author.filing_number),
        ("编号", plan.edition),
        ("提交日期", day_words(local_date(plan.submitted_at)) if submitted else ""),
    ]
    return [(label, value) for label, value in facts if value]


def checked_against(plan: PlanContent) -> str:
    """Which rules and which policy the plan was checked against; a policy without a version goes by its digest."""
    parts = [f"规则版本 {plan.pack_version}" if plan.pack_version else ""]
    if plan.policy_version:
        parts.append(f"公司政策版本 {plan.policy_version}")
    elif plan.policy_hash:
        parts.append(f"公司政策校验值 {plan.policy_hash[:8]}")
    said = "，".join(part for part in parts if part)
    return f"{said}。" if said else ""


def style_sheets(*names: str) -> Mapping[str, str]:
    """The style sheets a document links to, by the address the template gives them: `style:paper`."""
    # shares of table columns are data, and inline styles are not ours: one class for each per cent
    widths = "\n".join(f"col.w{share} {{ width: {share}% }}" for share in range(1, 101))
    return {"style:widths": widths} | {f"style:{name}": template_text(f"{name}.css") for name in names}
