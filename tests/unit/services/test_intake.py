"""A plan from a file: everything is in a field or in the tray, and nothing is half done."""

import zipfile
from io import BytesIO

import pytest
from sqlalchemy import func, select

from planner.kernel.errors import Invalid, NotAllowed, NotFound, Stale
from planner.models import AuditEvent, FieldHistory, Intake, IntakeOffer, Plan, StepAnswers, TrayPassage
from planner.services import intake, plans, wizard
from planner.services.intake import size_of
from planner.services.intake_tray import count_waiting
from tests.factories.stage import Cast
from tests.factories.word_file import CONTACT, DOUBTFUL, OBJECTIVE, QUESTION, launch_docx


@pytest.fixture(scope="module")
def data() -> bytes:
    return launch_docx()


@pytest.fixture
def offer(stage: Cast, data: bytes) -> str:
    return intake.offer(stage.act, stage.house, stage.zhou, data, "C:\\文件\\上市计划.docx")


def begun(stage: Cast, offer: str, kind: str = "launch") -> str:
    return intake.begin(stage.act, stage.house, stage.zhou, offer, kind)


def count(stage: Cast, table: type) -> int:
    with stage.act() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def test_an_offer_says_what_was_read_and_which_kind_it_looks_like(stage: Cast, offer: str) -> None:
    with stage.act() as session:
        found = intake.open_offer(session, stage.house, stage.zhou, offer)
    assert (found.file_name, found.suggested) == ("上市计划.docx", "launch")
    assert set(found.shares) == set(stage.house.plan_types)
    assert all(0 <= share <= 1 for share in found.shares.values()) and found.shares["launch"] > 0
    assert count(stage, Plan) == 0, "reading a file makes no plan"


def test_all_of_the_file_is_in_a_field_in_the_tray_or_was_a_signpost(stage: Cast, offer: str) -> None:
    number = begun(stage, offer)
    with stage.act() as session:
        view = plans.open_plan(session, stage.house, stage.zhou, number)
        kept = session.scalars(select(Intake).where(Intake.revision_id == view.revision.id)).one()
        tray = session.scalars(select(TrayPassage).where(TrayPassage.revision_id == view.revision.id)).all()
    placed = sum(one["characters"] for one in kept.spread)
    assert placed + sum(size_of(row.text) for row in tray) + sum(size_of(one["text"]) for one in kept.guides) == kept.characters
    assert OBJECTIVE in str(view.answers["pre-launch"])
    waiting = "\n".join(row.text for row in tray)
    assert CONTACT in waiting and QUESTION in waiting and "借投影仪" in waiting
    assert kept.file_name == "上市计划.docx" and len(kept.sha256) == 64


def test_steps_that_got_something_count_as_visited_and_the_checker_has_read_them(stage: Cast, offer: str) -> None:
    number = begun(stage, offer)
    with stage.act() as session:
        step = wizard.open_step(session, stage.house, stage.zhou, number, "pre-launch")
        row = session.scalars(select(StepAnswers).where(StepAnswers.step == "pre-launch")).one()
    assert row.touched and row.saves == 1
    if DOUBTFUL in str(step.answers):
        assert any(f.quote in DOUBTFUL for f in step.findings)


def test_what_the_system_knows_stays_known(stage: Cast, offer: str) -> None:
    number = begun(stage, offer)
    with stage.act() as session:
        answers = plans.open_plan(session, stage.house, stage.zhou, number).answers
    assert answers["basics"]["territory"] == stage.zhou.territory_id


def test_every_kind_takes_the_file_whole(stage: Cast, data: bytes) -> None:
    for kind in stage.house.plan_types:
        number = begun(stage, intake.offer(stage.act, stage.house, stage.zhou, data, "计划.docx"), kind)
        with stage.act() as session:
            view = plans.open_plan(session, stage.house, stage.zhou, number)
            kept = session.scalars(select(Intake).where(Intake.revision_id == view.revision.id)).one()
            waiting = session.scalars(select(TrayPassage.text).where(TrayPassage.revision_id == view.revision.id)).all()
        total = sum(one["characters"] for one in kept.spread) + sum(map(size_of, waiting)) + sum(size_of(g["text"]) for g in kept.guides)
        assert total == kept.characters, kind


def test_the_import_stands_in_the_trail_without_a_word_of_the_plan(stage: Cast, offer: str) -> None:
    number = begun(stage, offer)
    with stage.act() as session:
        event = session.scalars(select(AuditEvent).where(AuditEvent.event == "plan.import")).one()
    assert event.plan_number == number
    assert set(event.detail) == {"file", "characters", "entries", "tray"}
    assert len(event.detail["file"]) == 64


def test_a_file_is_used_once(stage: Cast, offer: str) -> None:
    begun(stage, offer)
    with pytest.raises(NotFound):
        begun(stage, offer)
    assert count(stage, Plan) == 1 and count(stage, IntakeOffer) == 0


def test_an_unknown_kind_makes_no_plan_and_keeps_the_file(stage: Cast, offer: str) -> None:
    with pytest.raises(Invalid):
        begun(stage, offer, "no-such-kind")
    assert count(stage, Plan) == 0 and count(stage, IntakeOffer) == 1


def test_a_failure_half_way_leaves_nothing_and_the_file_can_be_used_again(stage: Cast, offer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fall(*_: object, **__: object) -> None:
        raise Stale(intake.EMPTY)

    with monkeypatch.context() as broken:
        broken.setattr(intake, "record", fall)
        with pytest.raises(Stale):
            begun(stage, offer)
    assert [count(stage, table) for table in (Plan, Intake, TrayPassage, FieldHistory)] == [0, 0, 0, 0]
    assert begun(stage, offer)


def test_a_file_waits_one_day_and_for_its_owner_only(stage: Cast, offer: str, data: bytes) -> None:
    with pytest.raises(NotFound), stage.act() as session:
        intake.open_offer(session, stage.house, stage.ye, offer)
    with pytest.raises(NotFound):
        intake.begin(stage.act, stage.house, stage.ye, offer, "launch")
    stage.clock.now += intake.OFFER_LASTS * 2
    with pytest.raises(NotFound):
        begun(stage, offer)
    intake.offer(stage.act, stage.house, stage.ye, data, "x.docx")
    assert count(stage, IntakeOffer) == 1, "what nobody used is cleared away"


def test_only_representatives_bring_files(stage: Cast, data: bytes) -> None:
    with pytest.raises(NotAllowed):
        intake.offer(stage.act, stage.house, stage.lu, data, "x.docx")


def _macro() -> bytes:
    file = BytesIO(launch_docx())
    with zipfile.ZipFile(file, "a") as book:
        book.writestr("word/vbaProject.bin", b"\x00" * 64)
    return file.getvalue()


def _bomb() -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("[Content_Types].xml", "<Types/>")
        book.writestr("word/document.xml", b"<a>" + b" " * 60_000_000)
    return file.getvalue()


@pytest.mark.parametrize(
    ("make", "name"),
    [
        (_macro, "宏.docx"),
        (_bomb, "大.docx"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 2000, "加密.docx"),
        (lambda: b"%PDF-1.7\n%%EOF", "改名.docx"),
        (lambda: launch_docx()[:3000], "半个.docx"),
        (lambda: launch_docx(), "计划.pdf"),
        (lambda: b"", "空.docx"),
        (lambda: b"   \n\n ", "空.txt"),
    ],
    ids=["macro", "bomb", "locked", "renamed", "broken", "suffix", "no bytes", "no text"],
)
def test_what_cannot_be_taken_is_refused_in_words_and_leaves_no_trace(stage: Cast, make: object, name: str) -> None:
    with pytest.raises(Invalid) as refused:
        intake.offer(stage.act, stage.house, stage.zhou, make(), name)  # type: ignore[operator]
    assert len(refused.value.message.zh) > 5 and len(refused.value.message.en) > 12
    assert count(stage, IntakeOffer) == 0


def test_a_text_with_a_zero_character_is_stored_without_it(stage: Cast) -> None:
    try:
        new = intake.offer(stage.act, stage.house, stage.zhou, "背景\n\n重度\x00哮喘的随访偏低。\n".encode(), "计划.txt")
    except Invalid:
        return
    number = begun(stage, new)
    with stage.act() as session:
        view = plans.open_plan(session, stage.house, stage.zhou, number)
        texts = session.scalars(select(TrayPassage.text).where(TrayPassage.revision_id == view.revision.id)).all()
        assert "\x00" not in str(view.answers) + "".join(texts)
        assert count_waiting(session, view.revision.id) == len(texts)
