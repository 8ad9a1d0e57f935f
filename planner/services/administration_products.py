"""The product registry as administrators keep it. Plans under way are read again against it the next time they are looked at."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from planner.kernel.clock import local_date
from planner.kernel.errors import Invalid
from planner.kernel.i18n import Text
from planner.kernel.money import parse_fen
from planner.models import Product, Revision, StepAnswers
from planner.services.actor import Actor
from planner.services.administration import MISSING, NO_DAY, begin, kept, opened, too_long
from planner.services.audit import Event
from planner.services.house import House
from planner.services.library_forms import day_of
from planner.services.lists import all_products
from planner.services.notice_kinds import Kind
from planner.services.notices import notify
from planner.services.risk import has_facet
from planner.workflow import WRITABLE, State

LISTS = ("brand_names", "indications", "populations", "competitors")
MOST = 20
DEAREST = 10**14
"""Fen; more than any budget line."""


@dataclass(frozen=True, slots=True)
class ProductForm:
    """A product as typed: lists one entry to a line, the day YYYY-MM-DD, the budget in yuan."""

    generic_name: str = ""
    brand_names: str = ""
    approval_number: str = ""
    approval_date: str = ""
    indications: str = ""
    populations: str = ""
    competitors: str = ""
    budget: str = ""


def entry(product: Product) -> dict[str, Any]:
    """A product as kept in the history."""
    return {
        "generic_name": product.generic_name,
        **{name: list(getattr(product, name)) for name in LISTS},
        "approval_number": product.approval_number,
        "approval_date": product.approval_date.isoformat() if product.approval_date else "",
        "budget_fen": product.budget_fen,
        "retired": product.retired_at is not None,
    }


def form_of(product: Product) -> ProductForm:
    """A product as the form shows it."""
    values = {name: "\n".join(getattr(product, name)) for name in LISTS}
    return ProductForm(
        generic_name=product.generic_name,
        approval_number=product.approval_number,
        approval_date=product.approval_date.isoformat() if product.approval_date else "",
        budget="" if product.budget_fen is None else f"{product.budget_fen // 100}.{product.budget_fen % 100:02d}",
        **values,
    )


def save(session: Session, house: House, actor: Actor, form: ProductForm, subject: int | None = None, version: int = 0) -> Product:
    """Enter a product, or change one as it stood at `version`.

    :raises Invalid: by field of the form
    :raises Stale: changed since the form was shown
    """
    begin(session, actor)
    product = opened(session, Product, subject, version) if subject is not None else Product()
    before = entry(product) if subject is not None else None
    budget = _checked(session, house, form, subject)
    product.generic_name, product.approval_number = form.generic_name.strip(), form.approval_number.strip()
    product.brand_names, product.indications = lines(form.brand_names), lines(form.indications)
    product.populations, product.competitors = lines(form.populations), lines(form.competitors)
    product.approval_date, product.budget_fen = day_of(form.approval_date), budget
    session.add(product)
    session.flush()
    kept(session, house, actor, Event.PRODUCT_SAVE if before else Event.PRODUCT_CREATE, product, before, entry(product))
    return product


def retire(session: Session, house: House, actor: Actor, subject: int, version: int) -> None:
    """Take a product out of use: new plans are not offered it, and whoever has it in a plan under way is told.

    :raises Stale: changed since the page was shown
    """
    begin(session, actor)
    product = opened(session, Product, subject, version)
    before = entry(product)
    if product.retired_at is None:
        product.retired_at = house.clock()
    if not kept(session, house, actor, Event.PRODUCT_RETIRE, product, before, entry(product)):
        return
    for row in _under_way(session, subject):
        reviewer = row.claimed_by_id or row.assigned_to_id
        people = [row.plan.author_id, *([reviewer] if reviewer and row.state == State.IN_REVIEW else [])]
        key, plan = f"product:{subject}:{product.version}:{row.id}", row.plan.number
        about = Kind.PRODUCT_RETIRED
        notify(session, house, about, people, key=key, by=actor.person_id, plan_number=plan, revision=row.number, product=subject)


def restore(session: Session, house: House, actor: Actor, subject: int, version: int) -> None:
    """Take a product into use again.

    :raises Stale: changed since the page was shown
    """
    begin(session, actor)
    product = opened(session, Product, subject, version)
    before = entry(product)
    product.retired_at = None
    kept(session, house, actor, Event.PRODUCT_RESTORE, product, before, entry(product))


def _under_way(session: Session, subject: int) -> list[Revision]:
    """Revisions not yet approved that name a product: drafts by their answers, the rest by what was submitted."""
    rows = select(Revision).options(joinedload(Revision.plan))
    waiting = rows.where(has_facet("product", subject), Revision.state.in_([State.IN_REVIEW.value, State.IN_APPROVAL.value]))
    drafts = select(StepAnswers.revision_id, StepAnswers.answers).join(Revision).where(StepAnswers.step == "basics")
    written = session.execute(drafts.where(Revision.state.in_([state.value for state in WRITABLE])))
    ids = [key for key, answers in written if subject in (answers.get("products") or ())]
    return [*session.scalars(waiting), *session.scalars(rows.where(Revision.id.in_(ids)))]


def lines(typed: str) -> list[str]:
    """One entry to a line, each once."""
    return list(dict.fromkeys(" ".join(line.split()) for line in typed.splitlines() if line.strip()))


def _checked(session: Session, house: House, form: ProductForm, subject: int | None) -> int | None:
    """The budget line in fen, when everything can be kept."""
    errors: dict[str, Text] = {}
    others = [one for one in all_products(session) if one.id != subject]
    name, brands = form.generic_name.strip(), lines(form.brand_names)
    if not name:
        errors["generic_name"] = MISSING
    elif len(name) > 100:
        errors["generic_name"] = too_long(100)
    elif _folded(name) in {_folded(one.generic_name) for one in others}:
        errors["generic_name"] = Text("这个通用名已经登记了。", "This generic name is registered already.")
    taken = {_folded(brand): one.generic_name for one in others for brand in [one.generic_name, *one.brand_names]}
    errors |= _long_lists(form)
    if double := next((brand for brand in brands if _folded(brand) in taken), None):
        errors["brand_names"] = Text(
            f"“{double}”已经是{taken[_folded(double)]}的名字。", f"“{double}” is a name of {taken[_folded(double)]} already."
        )
    if not lines(form.indications):
        errors.setdefault("indications", Text("至少写一个说明书上的适应症。", "Give at least one indication of the label."))
    if len(form.approval_number.strip()) > 60:
        errors["approval_number"] = too_long(60)
    approved = day_of(form.approval_date)
    if form.approval_date.strip() and approved is None:
        errors["approval_date"] = NO_DAY
    elif form.approval_number.strip() and (approved is None or approved > local_date(house.clock())):
        errors["approval_date"] = Text(
            "有了批准文号，获批日期就不能空着，也不能在今天以后。", "With an approval number the approval has a day, and not one to come."
        )
    elif approved and approved <= local_date(house.clock()) and not form.approval_number.strip():
        errors["approval_number"] = Text(
            "已经获批，要写批准文号；还没有获批，日期写预计的一天或空着。",
            "It is approved, so give the number; if not, give an expected day or none.",
        )
    budget, wrong = _budget(form.budget)
    if wrong:
        errors["budget"] = wrong
    if errors:
        raise Invalid({field: errors[field] for field in ProductForm.__dataclass_fields__ if field in errors})
    return budget


def _budget(typed: str) -> tuple[int | None, Text | None]:
    try:
        fen = parse_fen(typed) if typed.strip() else None
    except ValueError:
        fen = DEAREST + 1
    if fen is not None and fen > DEAREST:
        return None, Text("请写金额，例如 600000 或 600000.50。", "Please give an amount such as 600000 or 600000.50.")
    return fen, None


def _long_lists(form: ProductForm) -> dict[str, Text]:
    found = {field: _too_many(getattr(form, field)) for field in LISTS}
    return {field: problem for field, problem in found.items() if problem is not None}


def _too_many(typed: str) -> Text | None:
    found = lines(typed)
    if len(found) > MOST or any(len(one) > 100 for one in found):
        return Text("最多 {n} 行，每行最多 100 个字。", "At most {n} lines of 100 characters.").with_(n=MOST)
    return None


def _folded(name: str) -> str:
    return "".join(name.split()).casefold()
