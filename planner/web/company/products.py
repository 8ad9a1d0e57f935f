"""The product registry: everybody who checks reads it, administrators write it."""

from collections.abc import Callable
from dataclasses import asdict

from flask import Response, flash, g, url_for

from planner.kernel.clock import local_date
from planner.kernel.errors import Invalid, Stale
from planner.kernel.i18n import Text
from planner.models import Product
from planner.services import administration_products as products_of
from planner.services import company
from planner.services.administration import found
from planner.services.administration_products import ProductForm
from planner.web.access import requires
from planner.web.company import bp
from planner.web.company.frame import changes, page, typed, version
from planner.web.extensions import house, reading, transaction
from planner.web.htmx import go_to
from planner.web.language import t
from planner.workflow import Role

HERE = "company.products"


@bp.get("/products")
@requires(*company.READERS)
def products() -> Response:
    """The product registry."""
    return page("company/products.html", HERE, products=company.products(reading(), g.actor), today=local_date(house().clock()))


@bp.get("/products/new")
@requires(Role.ADMINISTRATOR)
def new_product() -> Response:
    """An empty form."""
    return _form(ProductForm(), None, 0)


@bp.post("/products/new")
@requires(Role.ADMINISTRATOR)
def add_product() -> Response:
    """Enter it."""
    return _save(None, 0)


@bp.get("/products/<int:subject>")
@requires(Role.ADMINISTRATOR)
def product(subject: int) -> Response:
    """The form with the product in it, and its history."""
    row = found(reading(), Product, subject)
    return _form(products_of.form_of(row), subject, row.version)


@bp.post("/products/<int:subject>")
@requires(Role.ADMINISTRATOR)
def save_product(subject: int) -> Response:
    """Change it."""
    return _save(subject, version())


@bp.post("/products/<int:subject>/retire")
@requires(Role.ADMINISTRATOR)
def retire_product(subject: int) -> Response:
    """Take it out of use."""
    return _answer(
        products_of.retire,
        subject,
        t("已停用。手上的计划里有它的人会收到通知。", "Taken out of use. Whoever has it in a plan under way is told."),
    )


@bp.post("/products/<int:subject>/restore")
@requires(Role.ADMINISTRATOR)
def restore_product(subject: int) -> Response:
    """Take it into use again."""
    return _answer(products_of.restore, subject, t("已恢复，新计划里可以选它。", "In use again; new plans may choose it."))


def _answer(act: Callable[..., None], subject: int, said: str) -> Response:
    row = found(reading(), Product, subject)
    try:
        with transaction() as session:
            act(session, house(), g.actor, subject, version())
    except Stale as problem:
        return _form(products_of.form_of(row), subject, row.version, {"clash": problem.message})
    flash(said)
    return go_to(url_for("company.product", subject=subject))


def _save(subject: int | None, seen: int) -> Response:
    form = ProductForm(**{name: typed(name) for name in asdict(ProductForm())})
    try:
        with transaction() as session:
            products_of.save(session, house(), g.actor, form, subject, seen)
    except Invalid as problem:
        return _form(form, subject, seen, problem.errors)
    except Stale as problem:
        return _form(form, subject, found(reading(), Product, subject or 0).version, {"clash": problem.message})
    flash(t("已保存。写着的计划下次打开时按新的资料检查。", "Saved. Plans under way are checked against it the next time they are opened."))
    return go_to(url_for(HERE))


def _form(form: ProductForm, subject: int | None, seen: int, errors: dict[str, Text] | None = None) -> Response:
    row = found(reading(), Product, subject) if subject is not None else None
    lines, retired = (changes(row), row.retired_at) if row is not None else ([], None)
    template = "company/product_form.html"
    return page(template, HERE, errors=errors, form=form, subject=subject, version=seen, lines=lines, retired=retired)
