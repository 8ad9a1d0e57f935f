"""What the forms of the library post, and what is wrong with it, said at the place."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

from planner.compliance.engine import check_text
from planner.compliance.findings import Finding, Severity
from planner.compliance.normalize import plain
from planner.compliance.pack import Pack
from planner.compliance.scope import Scope
from planner.kernel.i18n import Text
from planner.models import Product
from planner.services import checking
from planner.services.house import House
from planner.wizards.schema import Field, Group, PlanType

FORMS: dict[str, Text] = {
    "slides": Text("幻灯", "Slides"),
    "leaflet": Text("单页或折页", "Leaflet"),
    "brochure": Text("手册", "Brochure"),
    "poster": Text("海报或展板", "Poster"),
    "video": Text("视频", "Video"),
    "article": Text("文章或推送", "Article or message"),
    "course": Text("课程", "Course"),
    "platform": Text("平台或网页", "Platform or web page"),
    "other": Text("其他", "Other"),
}
AUDIENCES: dict[str, Text] = {
    "hcp": Text("医务人员", "Health professionals"),
    "public": Text("患者与公众", "Patients and the public"),
    "any": Text("都可以", "Anybody"),
}
LABELS: dict[str, Text] = {"recommended": Text("推荐", "Recommended"), "acceptable": Text("可接受", "Acceptable")}
OUTSIDE = "-"
"""Stands for the fields outside rows among the places of a phrase."""
LONGEST_TEXT = 400
LONGEST_USE = timedelta(days=5 * 366)
_MISSING = Text("请填写。", "Please fill this in.")
_NO_DAY = Text("请写成 2027-03-01 这样的日期。", "Please give a day such as 2027-03-01.")
_CHOOSE = Text("请从列出的选项里选。", "Please choose one of the options listed.")


@dataclass(frozen=True, slots=True)
class MaterialForm:
    """A material as typed. `product` is the id of a product, "" for none; days are YYYY-MM-DD."""

    number: str = ""
    title: str = ""
    form: str = ""
    product: str = ""
    area: str = ""
    audience: str = ""
    approved_on: str = ""
    expires_on: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True)
class PhraseForm:
    """A phrase as typed. An empty choice of places, plan types or products means all of them."""

    text: str = ""
    label: str = "recommended"
    places: tuple[str, ...] = ()
    plan_types: tuple[str, ...] = ()
    products: tuple[str, ...] = ()
    approved_by: str = ""
    from_on: str = ""
    until_on: str = ""


def day_of(typed: str) -> date | None:
    """A day typed as YYYY-MM-DD; None for anything else."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", typed.strip(), re.ASCII):
        return None
    try:
        return date.fromisoformat(typed.strip())
    except ValueError:
        return None


def places(house: House) -> dict[str, Text]:
    """The kinds of fields a phrase may be for: blocks of rows with texts, by the name of the first group of each."""
    found: dict[str, Text] = {OUTSIDE: Text("段落（不在表格行里）", "Paragraphs outside rows")}
    for kind in house.plan_types.values():
        for group in _groups(kind):
            if any(isinstance(field, Field) and field.is_checked for field in group.fields):
                found.setdefault(group.block, _told_apart(group.label, kind.title, found))
    return found


def _told_apart(label: Text, kind: Text, found: dict[str, Text]) -> Text:
    """A label that another block has already names its plan too."""
    return Text(f"{label.zh}（{kind.zh}）", f"{label.en} ({kind.en})") if label in found.values() else label


def _groups(kind: PlanType) -> list[Group]:
    stack: list[Field | Group] = [item for step in kind.steps for item in step.items]
    found: list[Group] = []
    while stack:
        item = stack.pop(0)
        if isinstance(item, Group):
            found.append(item)
            stack.extend(item.fields)
    return found


def material_errors(form: MaterialForm, products: dict[str, Product]) -> dict[str, Text]:
    """What is wrong with a material, by field in the order of the form; empty when it can be kept."""
    limits = {"number": 60, "title": 200, "area": 100, "owner": 100}
    errors = {name: _MISSING for name in ("number", "title", "owner") if not getattr(form, name).strip()}
    errors |= {name: _too_long(most) for name, most in limits.items() if len(getattr(form, name)) > most}
    if "number" not in errors and not any(char.isdigit() for char in form.number):
        errors["number"] = Text("批准号里要有数字，比如 HY-MAT-2027-031。", "An approval number has digits, such as HY-MAT-2027-031.")
    for name, known in (("form", FORMS), ("audience", AUDIENCES)):
        if getattr(form, name) not in known:
            errors[name] = _CHOOSE
    if form.product and form.product not in products:
        errors["product"] = _CHOOSE
    elif not form.product and not form.area.strip():
        errors["area"] = Text("请选产品，或写明讲的是哪种疾病。", "Choose a product, or name the disease it is about.")
    elif form.product and form.audience == "public":
        errors["audience"] = Text(
            "处方药的产品资料不能给患者与公众。讲疾病的资料请不选产品。",
            "Material about a prescription medicine is not for the public. For disease education choose no product.",
        )
    return _in_order(form, errors | _day_errors(form))


def _day_errors(form: MaterialForm) -> dict[str, Text]:
    approved, expires = day_of(form.approved_on), day_of(form.expires_on)
    errors = {name: _NO_DAY for name, day in (("approved_on", approved), ("expires_on", expires)) if day is None}
    if approved and expires and not approved <= expires <= approved + LONGEST_USE:
        errors["expires_on"] = Text("到期日要在批准日之后，最长五年。", "The expiry lies after the approval, at most five years later.")
    return errors


def phrase_errors(form: PhraseForm, house: House, pack: Pack, products: dict[str, Product], today: date) -> dict[str, Text]:
    """What is wrong with a phrase; one that the checker marks is refused with what the checker says."""
    errors: dict[str, Text] = {}
    text = form.text.strip()
    if len(text) < 4 or len(text) > LONGEST_TEXT or "\n" in text:
        errors["text"] = Text("写一句话，4 到 {most} 个字。", "Write one sentence of 4 to {most} characters.").with_(most=LONGEST_TEXT)
    if form.label not in LABELS:
        errors["label"] = _CHOOSE
    known = {"places": {*places(house)}, "plan_types": {*house.plan_types}, "products": {*products}}
    errors |= {name: _CHOOSE for name, offered in known.items() if {*getattr(form, name)} - offered}
    if not form.approved_by.strip():
        errors["approved_by"] = _MISSING
    elif len(form.approved_by) > 100:
        errors["approved_by"] = _too_long(100)
    errors |= _span_errors(form)
    if "text" not in errors and "products" not in errors and (finding := marked(form, house, pack, products, today)) is not None:
        errors["text"] = Text(
            f"“{finding.quote}”通不过检查：{finding.message.zh}", f"“{finding.quote}” does not pass the check: {finding.message.en}"
        )
    return _in_order(form, errors)


def _span_errors(form: PhraseForm) -> dict[str, Text]:
    start, end = day_of(form.from_on), day_of(form.until_on)
    errors = {}
    if start is None:
        errors["from_on"] = _NO_DAY
    if form.until_on.strip() and end is None:
        errors["until_on"] = _NO_DAY
    elif start and end and end < start:
        errors["until_on"] = Text("最后一天不能早于第一天。", "The last day cannot lie before the first.")
    return errors


def marked(form: PhraseForm, house: House, pack: Pack, products: dict[str, Product], today: date) -> Finding | None:
    """The heaviest finding that blocks or asks for review, wherever the phrase may be used; None when it passes.

    For products that are not approved yet it is read as before the approval; for all products, as if each stood alone.
    """
    chosen = [products[key] for key in form.products] if form.products else [*products.values()]
    scopes: set[tuple[str, tuple[Product, ...]]] = {
        (kind, (product,)) for kind in form.plan_types or house.plan_types for product in chosen
    }
    found: list[Finding] = []
    for kind, named in sorted(scopes, key=lambda one: (one[0], one[1][0].id)) or [("", ())]:
        ready = all(p.approval_date is not None and p.approval_date <= today for p in named)
        scope = Scope(
            plan_type=kind or None,
            phase="approved" if ready else "pre_launch",
            products=tuple(checking.facts(p) for p in named),
            on=today,
        )
        report = check_text(form.text.strip(), pack, scope)
        found += [one for one in report.findings if one.severity in (Severity.BLOCK, Severity.REVIEW)]
    return min(found, key=lambda one: (list(Severity).index(one.severity), one.start), default=None)


def phrase_key(text: str) -> str:
    """A wording in standard spelling without blanks, by which two entries are told to be the same."""
    return "".join(plain(text).split())[:LONGEST_TEXT]


def _too_long(most: int) -> Text:
    return Text("最多 {n} 个字。", "At most {n} characters.").with_(n=most)


def _in_order(form: MaterialForm | PhraseForm, errors: dict[str, Text]) -> dict[str, Text]:
    return {name: errors[name] for name in form.__dataclass_fields__ if name in errors}
