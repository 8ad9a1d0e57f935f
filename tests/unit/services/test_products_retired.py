"""A product taken out of use: offered no more, named where it still stands, and untouched in what was approved."""

import pytest
from sqlalchemy import select

from planner.kernel.errors import Invalid, NotFound, Stale
from planner.models import Notice, Product, Revision
from planner.seeds import play
from planner.services import administration_products as products
from planner.services import lists, submission, wizard
from planner.services.administration import differences, history
from planner.services.notice_words import in_words
from tests.factories.stage import PRODUCT, Cast


def retire(stage: Cast) -> int:
    with stage.act() as session:
        row = session.scalars(select(Product).where(Product.generic_name == PRODUCT)).one()
        products.retire(session, stage.house, stage.fang, row.id, row.version)
        return row.id


def test_it_is_offered_no_more_and_history_says_who_retired_it(stage: Cast) -> None:
    key = retire(stage)
    with stage.act() as session:
        assert key not in {row.id for row in lists.products_in_use(session)} and key in {row.id for row in lists.all_products(session)}
        assert lists.unknown(session, stage.zhou, "products", [key]) is not None
        row = session.get_one(Product, key)
        (line,) = history(session, row)
        assert line.by == "方以南" and differences(line) == [("retired", False, True)]
        products.restore(session, stage.house, stage.fang, key, row.version)
    with stage.act() as session:
        assert key in {row.id for row in lists.products_in_use(session)}
        assert [line.act for line in history(session, session.get_one(Product, key))] == ["restore", "retire"]


def test_a_retired_name_stays_taken_and_a_change_keeps_it_retired(stage: Cast) -> None:
    key = retire(stage)
    with stage.act() as session:
        row = session.get_one(Product, key)
        with pytest.raises(Invalid):
            products.save(session, stage.house, stage.fang, products.form_of(row))
        form = products.form_of(row)
        products.save(session, stage.house, stage.fang, products.ProductForm(**{**_values(form), "competitors": "对手"}), key, row.version)
    with stage.act() as session:
        assert session.get_one(Product, key).retired_at is not None


def _values(form: products.ProductForm) -> dict[str, str]:
    return {name: getattr(form, name) for name in form.__dataclass_fields__}


def test_a_draft_with_it_says_so_at_its_field_and_cannot_be_submitted(stage: Cast) -> None:
    number = stage.draft(stage.zhou, through="basics")
    retire(stage)
    with stage.act() as session:
        step = wizard.open_step(session, stage.house, stage.zhou, number, "basics")
        said = step.problems["basics.products"]
        assert PRODUCT in said.zh and "停用" in said.zh
        assert any("已经停用" in text.zh for text in step.known.values())
        assert "basics.products" in submission.open_submission(session, stage.house, stage.zhou, number).problems["basics"]
        (notice,) = session.scalars(select(Notice).where(Notice.kind == "product_retired"))
        assert notice.person_id == stage.zhou.person_id and notice.plan_number == number
        (words,) = in_words(session, stage.house, [notice])
        assert PRODUCT in words.what.zh and number in words.what.zh


def test_another_writer_and_others_than_administrators_are_refused(stage: Cast) -> None:
    key = retire(stage)
    with stage.act() as session, pytest.raises(Stale):
        products.retire(session, stage.house, stage.fang, key, 1)
    for actor in (stage.gu, stage.zhou):
        with stage.act() as session, pytest.raises(NotFound):
            products.restore(session, stage.house, actor, key, 2)


@pytest.mark.slow
def test_what_waits_is_known_to_author_and_reviewer_and_what_was_approved_stays(stage: Cast) -> None:
    number = stage.submitted(stage.zhou)
    retire(stage)
    with stage.act() as session:
        told = set(session.scalars(select(Notice.person_id).where(Notice.kind == "product_retired")))
        row = session.scalars(select(Revision)).one()
        assert told == {stage.zhou.person_id, row.assigned_to_id}
    play.pass_on(stage, stage.lu, number)
    play.approve(stage, stage.han, number)
    with stage.act() as session:
        row = session.scalars(select(Revision)).one()
        assert row.state == "approved"
        key = session.scalars(select(Product.id).where(Product.generic_name == PRODUCT)).one()
        found = session.get_one(Product, key)
        products.restore(session, stage.house, stage.fang, key, found.version)
        products.retire(session, stage.house, stage.fang, key, found.version)
        assert session.scalars(select(Revision.state)).one() == "approved"
