"""The library: who keeps it, what is refused, what is remembered, and what plans are told."""

from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import select

from planner.kernel.errors import Invalid, NotAllowed, Stale
from planner.models import AuditEvent, LibraryChange, Product, Revision
from planner.seeds.library import load_library
from planner.services import library, library_offers, plans, submission, wizard
from planner.services import library_keeping as keeping
from planner.services import library_listing as listing
from planner.services.actor import Actor
from planner.services.library_forms import MaterialForm, PhraseForm
from planner.workflow import LibraryKind
from tests.factories.stage import PRODUCT, Cast

ROW = "launch-phase.activities"
LEAFLET = MaterialForm("HY-MAT-2027-900", "哮喘折页", "leaflet", "", "支气管哮喘", "public", "2026-11-01", "2027-10-31", "医学部")
SENTENCE = PhraseForm(text="活动取得医院书面同意后再举办。", approved_by="顾清和", from_on="2026-11-01")


def _product(stage: Cast, name: str = PRODUCT) -> str:
    with stage.act() as session:
        return str(session.scalars(select(Product.id).where(Product.generic_name == name)).one())


def _kept(stage: Cast, form: MaterialForm = LEAFLET) -> int:
    with stage.act() as session:
        return keeping.save_material(session, stage.house, stage.lu, form).id


def _phrase(stage: Cast, form: PhraseForm = SENTENCE) -> int:
    with stage.act() as session:
        return keeping.save_phrase(session, stage.house, stage.lu, form).id


def _save(stage: Cast, actor: Actor, form: MaterialForm | PhraseForm) -> None:
    with stage.act() as session:
        if isinstance(form, MaterialForm):
            keeping.save_material(session, stage.house, actor, form)
        else:
            keeping.save_phrase(session, stage.house, actor, form)


def _errors(stage: Cast, form: MaterialForm | PhraseForm) -> dict[str, str]:
    with pytest.raises(Invalid) as caught:
        _save(stage, stage.lu, form)
    return {name: message.zh for name, message in caught.value.errors.items()}


def test_officers_keep_phrases_and_the_administrator_materials_too(stage: Cast) -> None:
    _save(stage, stage.fang, LEAFLET)
    for actor, form in ((stage.fang, SENTENCE), (stage.zhou, SENTENCE), (stage.han, LEAFLET)):
        with pytest.raises(NotAllowed):
            _save(stage, actor, form)


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({"number": "待定"}, "number"),
        ({"title": " "}, "title"),
        ({"form": "carpet"}, "form"),
        ({"audience": ""}, "audience"),
        ({"product": "999"}, "product"),
        ({"area": ""}, "area"),
        ({"approved_on": "去年"}, "approved_on"),
        ({"expires_on": "2026-10-31"}, "expires_on"),
        ({"expires_on": "2099-10-31"}, "expires_on"),
        ({"owner": ""}, "owner"),
    ],
)
def test_a_material_is_refused_at_the_place(stage: Cast, change: dict[str, str], where: str) -> None:
    assert list(_errors(stage, replace(LEAFLET, **change))) == [where]


def test_material_about_a_product_is_not_for_the_public(stage: Cast) -> None:
    assert "处方药" in _errors(stage, replace(LEAFLET, product=_product(stage)))["audience"]


def test_a_number_stands_in_the_library_once_however_it_is_written(stage: Cast) -> None:
    _kept(stage)
    assert "已经在库里" in _errors(stage, replace(LEAFLET, number="ｈｙ-mat-2027－900 "))["number"]


def test_a_phrase_that_the_checker_marks_is_refused_with_what_it_says(stage: Cast) -> None:
    said = _errors(stage, replace(SENTENCE, text="争取每位专家开出第一张处方。"))["text"]
    assert "通不过检查" in said and "处方" in said


def test_a_phrase_that_names_a_product_before_its_approval_is_refused_for_that_product_only(stage: Cast) -> None:
    words = "向医生介绍禾舒安的用法用量和不良反应。"
    assert "通不过检查" in _errors(stage, replace(SENTENCE, text=words, products=(_product(stage),)))["text"]


def test_a_phrase_about_nothing_there_is_is_refused(stage: Cast) -> None:
    wrong = replace(SENTENCE, places=("nowhere",), plan_types=("none",), products=("77",), until_on="2026-10-01")
    assert set(_errors(stage, wrong)) == {"places", "plan_types", "products", "until_on"}


def test_every_change_is_kept_with_its_person_and_gives_the_library_a_new_state(stage: Cast) -> None:
    number = _kept(stage)
    with stage.act() as session:
        first = library.state(session)
        keeping.save_material(session, stage.house, stage.gu, replace(LEAFLET, expires_on="2027-12-31"), number, 1)
    with stage.act() as session:
        keeping.retire(session, stage.house, stage.fang, LibraryKind.MATERIAL, number, 2)
    with stage.act() as session:
        keeping.restore(session, stage.house, stage.fang, LibraryKind.MATERIAL, number, 3)
        story = keeping.history(session, LibraryKind.MATERIAL, number)
        assert [(one.act, one.by) for one in story] == [
            ("restore", "方以南"),
            ("retire", "方以南"),
            ("edit", "顾清和"),
            ("create", "陆知微"),
        ]
        assert story[2].before is not None
        assert (story[2].before["expires_on"], story[2].after["expires_on"]) == ("2027-10-31", "2027-12-31")
        states = session.scalars(select(LibraryChange.library_sha256).order_by(LibraryChange.id)).all()
        assert states[0] == first and len(set(states)) == 3 and states[1] == states[3]
        assert library.state(session) == library.state_of(session)
        events = session.scalars(select(AuditEvent.event).where(AuditEvent.event.startswith("library.")).order_by(AuditEvent.seq)).all()
        assert events == ["library.create", "library.save", "library.retire", "library.restore"]


def test_saving_without_a_change_leaves_no_trace_and_a_stale_form_writes_nothing(stage: Cast) -> None:
    number = _kept(stage)
    with stage.act() as session:
        keeping.save_material(session, stage.house, stage.lu, LEAFLET, number, 1)
        assert len(keeping.history(session, LibraryKind.MATERIAL, number)) == 1
    with pytest.raises(Stale), stage.act() as session:
        keeping.save_material(session, stage.house, stage.lu, replace(LEAFLET, owner="市场部"), number, 7)
    with pytest.raises(Stale), stage.act() as session:
        keeping.restore(session, stage.house, stage.lu, LibraryKind.MATERIAL, number, 1)


def test_the_list_tells_what_runs_out_and_finds_by_number_title_and_product(stage: Cast) -> None:
    load_library(stage, date(2026, 11, 22))
    stage.clock.set(date(2026, 11, 22))
    with stage.act() as session:
        found = {line.row.number: line for line in listing.materials(session, stage.house, listing.Wanted())}
        assert (found["HY-MAT-2025-066"].standing, found["HY-MAT-2025-066"].days_left) == ("soon", 25)
        assert found["HY-MAT-2025-019"].standing == "expired" and "HY-MAT-2025-008" not in found
        retired = listing.materials(session, stage.house, listing.Wanted(standing="retired"))
        assert [line.row.number for line in retired] == ["HY-MAT-2025-008"]
        assert len(listing.materials(session, stage.house, listing.Wanted(q="my 记录"))) == 0
        assert [line.row.number for line in listing.materials(session, stage.house, listing.Wanted(q="pe-2026 记录"))] == ["HY-PE-2026-022"]
        phrases = listing.phrases(session, stage.house, listing.Wanted(), judged=True)
        assert len(phrases) == 6 and [line.finding for line in phrases] == [None] * 6
        assert "soon" in {line.standing for line in phrases}


def test_a_field_is_offered_materials_of_its_product_that_are_valid_on_its_day(stage: Cast) -> None:
    load_library(stage, date(2026, 11, 22))
    stage.clock.set(date(2026, 11, 22))
    number = stage.draft(stage.zhou, "launch-phase")
    with stage.act() as session:
        view = plans.open_plan(session, stage.house, stage.zhou, number)
        row = next(r["id"] for r in view.answers["launch-phase"]["activities"] if r.get("material_number"))
        path = f"{ROW}.{row}.material_number"
        beside = library_offers.for_step(session, stage.house, view, view.plan_type.step("launch-phase"))[path]
        assert beside.note is not None and beside.note.tone == "fine" and "禾屿单抗说明书解读幻灯" in beside.note.words.zh
        offered = {one.number for one in library_offers.materials_for(session, stage.house, view, path, "")}
        assert "HY-MAT-2027-031" in offered and not offered & {"HY-MAT-2026-204", "HY-MAT-2025-019", "HY-MAT-2025-008"}
        assert [o.number for o in library_offers.materials_for(session, stage.house, view, path, "单抗")] == ["HY-MAT-2027-031"]
        assert library_offers.materials_for(session, stage.house, view, "basics.title", "") == ()
        assert library_offers.phrases_for(session, stage.house, view, "basics.gone", "问卷匿名") == ()
        assert library_offers.phrases_for(session, stage.house, view, "basics.summary", "会后问卷匿名")[0].taken == 4


@pytest.mark.parametrize(
    ("typed", "rule", "tone"),
    [
        ("HY-MAT-2025-019", "digital.material-expired", "review"),
        ("HY-MAT-2026-204", "digital.material-other-product", "fine"),
        ("HY-MAT-2025-008", "digital.material-retired", "review"),
        ("HY-MAT-1999-001", "digital.material-unknown", "advise"),
        ("HY-PE-2026-022", "digital.material-other-audience", "fine"),
    ],
)
def test_a_wrong_number_is_a_finding_and_says_so_under_the_field(stage: Cast, typed: str, rule: str, tone: str) -> None:
    load_library(stage, date(2026, 11, 22))
    stage.clock.set(date(2026, 11, 22))
    number = stage.draft(stage.zhou, "launch-phase")
    with stage.act() as session:
        view = plans.open_plan(session, stage.house, stage.zhou, number)
        row = next(r["id"] for r in view.answers["launch-phase"]["activities"] if r.get("material_number"))
    stage.type(stage.zhou, number, f"{ROW}.{row}.material_number", typed)
    with stage.act() as session:
        page = wizard.open_step(session, stage.house, stage.zhou, number, "launch-phase")
        assert rule in {f.rule_id for f in page.findings if f.path.endswith("material_number")}
        beside = library_offers.for_step(session, stage.house, page.plan, page.step)[f"{ROW}.{row}.material_number"]
        assert beside.note is not None and beside.note.tone == tone


def test_without_materials_no_number_is_judged(stage: Cast) -> None:
    _phrase(stage)
    with stage.act() as session:
        assert library.material_facts(session) is None and len(library.phrases(session)) == 1


def test_approved_wording_silences_no_finding_of_the_same_sentence(stage: Cast) -> None:
    number = stage.draft(stage.zhou, "basics")
    _phrase(stage)
    stage.type(stage.zhou, number, "basics.summary", f"{SENTENCE.text}争取每位专家开出第一张处方。")
    with stage.act() as session:
        page = wizard.open_step(session, stage.house, stage.zhou, number, "basics")
        beside = library_offers.for_step(session, stage.house, page.plan, page.step)["basics.summary"]
        assert [p.phrase.text for p in beside.approved] == [SENTENCE.text]
        assert "block" in {str(f.severity) for f in page.findings if f.path == "basics.summary"}


@pytest.mark.slow
def test_a_submitted_revision_names_the_state_of_the_library(stage: Cast) -> None:
    load_library(stage, date(2026, 11, 22))
    stage.clock.set(date(2026, 11, 22))
    number = stage.draft(stage.zhou)
    digest = stage.answers_digest(stage.zhou, number)
    submission.submit(stage.transaction, stage.house, stage.zhou, number, stage.consent(digest))
    with stage.act() as session:
        row = session.scalars(select(Revision)).one()
        assert row.library_hash == library.state(session) != ""
        assert f'"library":{{"hash":"{row.library_hash}"}}'.encode() in (row.content or b"")
