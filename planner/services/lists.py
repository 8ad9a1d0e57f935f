"""Lists that forms offer: territories, products, institutions."""

from contextlib import suppress
from typing import Any

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from planner.kernel.i18n import Text
from planner.models import Institution, Product, Territory
from planner.services.actor import Actor
from planner.services.rights import within
from planner.workflow import Role


def territories_for(session: Session, actor: Actor) -> list[Territory]:
    """Territories a representative may plan for: those of the role, with all below, from the root down."""
    return territories_of(session, actor, Role.REPRESENTATIVE)


def territories_of(session: Session, actor: Actor, *roles: Role) -> list[Territory]:
    """Territories for which the actor has one of the roles, with all below, from the root down."""
    return list(session.scalars(select(Territory).where(within(actor, *roles), Territory.retired_at.is_(None)).order_by(Territory.path)))


def all_products(session: Session) -> list[Product]:
    """Every product of the registry, by name, those taken out of use too."""
    return list(session.scalars(select(Product).order_by(Product.generic_name)))


def products_in_use(session: Session) -> list[Product]:
    """Products that a new plan may be about, by name."""
    return [product for product in all_products(session) if product.retired_at is None]


def institutions(session: Session, typed: str = "", most: int = 20) -> list[str]:
    """Names that hold what was typed, for the list under an institution field."""
    query = select(Institution.name).order_by(Institution.name).limit(most)
    if typed.strip():
        query = query.where(Institution.name.contains(typed.strip(), autoescape=True))
    return list(session.scalars(query))


def unknown(session: Session, actor: Actor, kind: str, value: Any) -> Text | None:
    """Message when an id is not one that the form offered; None when it is, or when the kind has no list."""
    if value is None or kind not in ("territory", "product", "products"):
        return None
    ids = {value} if isinstance(value, int) else set(value)
    offered = territories_for(session, actor) if kind == "territory" else products_in_use(session)
    if ids <= {row.id for row in offered}:
        return None
    return Text("请从列出的选项里选。", "Please choose one of the options listed.")


def remember_institution(session: Session, name: str) -> None:
    """Let the list grow by a name that was written; a name already there is left alone."""
    if session.scalar(select(Institution.id).where(Institution.name == name)) is None:
        with suppress(IntegrityError), session.begin_nested():  # somebody wrote the same name this moment
            session.add(Institution(name=name))
