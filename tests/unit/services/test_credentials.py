"""A credential at the signing provider: assigned by an administrator, proven by its owner, and signing like a key of ours."""

import time
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from planner.kernel.errors import Invalid, Locked, NotAllowed, NotFound, Stale, WrongState
from planner.models import AuditEvent, Certificate, IssuedFile, Notice, Person, Revision
from planner.seeds import play
from planner.seeds.company import PASSWORD, PIN
from planner.services import approval, attempts, credentials, files, invitations, outcome, pins, submission, verification
from planner.services.actor import Actor
from planner.services.audit import verify_chain
from planner.services.authority import revocation_lists
from planner.services.certificate_life import revoke
from planner.services.lengthening import waiting
from planner.services.pins import Consent
from planner.services.reminders import remind
from planner.services.verification import Verdict
from planner.signing.stamping import Profile, Stamping
from planner.signing.verify import examine
from tests.factories.csc import Maker, SigningProvider, running
from tests.factories.stage import MORNING, Cast

pytestmark = pytest.mark.slow
PEOPLE = ("zhou", "lu", "han")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Generator[SigningProvider]:
    with running(tmp_path_factory.mktemp("csc") / "server", MORNING) as provider:
        yield provider


@pytest.fixture
def house(stage: Cast, server: SigningProvider) -> Cast:
    """The company with a signing provider; nobody has a credential yet."""
    server.behave("good")
    return replace(stage, house=replace(stage.house, signing_provider=server.known, provider_roots=server.known.roots))


def enrol(server: SigningProvider, person: Actor, **more: object) -> str:
    credential = f"cred-{person.employee_number}"
    server.enrol(credential, person.name, person.employee_number, **{"pin": PIN, **more})  # type: ignore[arg-type]
    return credential


def assign(house: Cast, person: Actor, credential: str) -> None:
    credentials.assign(house.transaction, house.house, house.fang, person.person_id, credential)


def prove(house: Cast, person: Actor, *, password: str = PASSWORD, pin: str = PIN, code: str | None = None) -> None:
    credentials.prove(house.transaction, house.house, person, password=password, pin=pin, code=code)


def equip(house: Cast, server: SigningProvider, *people: str) -> None:
    for name in people or PEOPLE:
        person = getattr(house, name)
        assign(house, person, enrol(server, person))
        prove(house, person)


def stands(house: Cast, person: Actor) -> credentials.Standing:
    with house.act() as session:
        found = credentials.standing(session, house.house, person.person_id)
    assert found is not None
    return found


def refused(act: object, *arguments: object, **more: object) -> dict[str, str]:
    with pytest.raises(Invalid) as no:
        act(*arguments, **more)  # type: ignore[operator]
    return {field: words.zh for field, words in no.value.errors.items()}


def look(house: Cast, data: bytes) -> Verdict:
    return verification.verify_file(house.transaction, house.house, data, examine)


def newest(house: Cast, number: str) -> bytes:
    with house.act() as session:
        return files.plan_pdf(session, house.house, house.zhou, number).data


def written(house: Cast, number: str) -> tuple[str, int, int]:
    """State of a plan, how many files were issued, how many tries with a PIN are left to its author."""
    with house.act() as session:
        state = session.scalars(select(Revision.state).join(Revision.plan).where(Revision.plan.has(number=number))).one()
        issued = session.scalar(select(func.count()).select_from(IssuedFile)) or 0
        left = attempts.tries_left(session, house.house, "pin", f"person:{house.zhou.person_id}")
    return state, issued, left


def submit(house: Cast, number: str, *, pin: str = PIN, digest: str | None = None) -> None:
    asked = digest or house.answers_digest(house.zhou, number)
    submission.submit(house.transaction, house.house, house.zhou, number, Consent(pin, PASSWORD, None, asked))


def test_a_plan_is_signed_by_three_credentials_and_verifies_like_any_other(house: Cast, server: SigningProvider) -> None:
    equip(house, server)
    number = house.draft(house.zhou)
    play.submit(house, house.zhou, number)
    play.pass_on(house, house.lu, number)
    play.approve(house, house.han, number)
    verdict = look(house, newest(house, number))
    assert verdict.good, verdict.problems
    assert [one.name for one in verdict.signers] == [getattr(house, who).name for who in PEOPLE]
    bounded = verification.verify_file(house.transaction, house.house, newest(house, number))
    assert bounded.good, bounded.problems
    with house.act() as session:
        assert verify_chain(session, house.house.audit_key).whole
    for aim, files_due in ((Profile.T, 1), (Profile.LTA, 0)):  # lists that are not ours are not embedded
        aiming = replace(house.house, stamping=Stamping(aim, ("http://127.0.0.1:9/",), ()))
        with house.act() as session:
            assert len(waiting(session, aiming, 10)) == files_due
    away = replace(house, house=replace(house.house, signing_provider=None))  # back to keys of one's own: what was signed stays good
    assert look(away, newest(house, number)).good
    stranger = replace(house, house=replace(house.house, provider_roots=()))
    assert not look(stranger, newest(house, number)).trusted


def test_a_credential_that_fell_into_other_hands_counts_no_more_from_that_moment(house: Cast, server: SigningProvider) -> None:
    equip(house, server)
    number = house.draft(house.zhou)
    play.submit(house, house.zhou, number)
    play.pass_on(house, house.lu, number)
    play.approve(house, house.han, number)
    with house.act() as session:
        lists = [len(one) for one in revocation_lists(session, house.house)]
        since = session.scalars(
            select(Certificate.issued_at).where(Certificate.person_id == house.lu.person_id, Certificate.state == "active")
        )
        done = revoke(session, house.house, None, house.lu.person_id, since.one())
        assert [len(one) for one in revocation_lists(session, house.house)] == lists  # no list of ours names a certificate of others
        told = session.scalars(select(Notice.kind).where(Notice.person_id == house.lu.person_id)).all()
    assert done.by_provider and done.plans == (number,)
    assert "credential_revoked" in told
    verdict = look(house, newest(house, number))
    assert verdict.issued and verdict.intact and not verdict.trusted
    with pytest.raises(NotAllowed, match="signs no more"):
        pins.take_hand(house.transaction, house.house, house.lu, house.consent("x"))
    assert "停用" in refused(prove, house, house.lu)["signer"]  # nor does it come back by proving it again


def test_a_credential_signs_once_it_is_assigned_and_proven_and_ends_the_key_of_before(house: Cast, server: SigningProvider) -> None:
    with pytest.raises(NotAllowed, match="not confirmed"):  # the key from before the provider is none any more
        pins.take_hand(house.transaction, house.house, house.zhou, house.consent("x"))
    assert "还没有给你" in refused(prove, house, house.zhou)["signer"]
    credential = enrol(server, house.zhou)
    assign(house, house.zhou, credential)
    assert stands(house, house.zhou) == credentials.Standing(credential, False, False, None)
    prove(house, house.zhou)
    assert stands(house, house.zhou).proven
    with house.act() as session:
        mine = session.scalars(select(Certificate).where(Certificate.person_id == house.zhou.person_id)).all()
        assert [(one.state, one.credential, one.key_blob == b"") for one in mine] == [
            ("retired", None, False),
            ("active", credential, True),
        ]
        events = session.scalars(select(AuditEvent.event).where(AuditEvent.event.like("person.key_%"))).all()
    assert events == ["person.key_assign", "person.key_prove"]
    prove(house, house.zhou)  # once more does no harm
    with house.act() as session:
        credentials.take_back(session, house.house, house.fang, house.zhou.person_id)
    assert stands(house, house.zhou) == credentials.Standing("", False, False, None)
    with pytest.raises(NotAllowed):
        pins.set_pin(house.transaction, house.house, house.zhou, password=PASSWORD, pin=PIN)


def test_only_a_credential_that_names_the_person_is_assigned(house: Cast, server: SigningProvider) -> None:
    good = enrol(server, house.zhou)
    server.enrol("hers", house.ye.name, house.ye.employee_number)
    server.enrol("number", house.zhou.name, house.ye.employee_number)
    server.enrol("foreign", house.zhou.name, "X1", maker=Maker.made("Elsewhere", MORNING))
    for credential, words in (
        ("hers", "对不上"),
        ("number", "工号"),
        ("foreign", "认可"),
        ("nowhere", "没有这个"),
        ("a b", "空格"),
        ("", "空格"),
    ):
        assert words in refused(assign, house, house.zhou, credential)["credential"]
    server.behave("error")
    assert "什么都没有写入" in refused(assign, house, house.zhou, good)["credential"]
    server.behave("good")
    assert stands(house, house.zhou).credential == ""
    assign(house, house.zhou, good)
    with pytest.raises(NotFound):
        credentials.assign(house.transaction, house.house, house.gu, house.zhou.person_id, good)
    with pytest.raises(NotAllowed):
        credentials.assign(house.transaction, house.house, house.fang, house.fang.person_id, good)
    server.enrol("shared", house.zhou.name, "X9")
    assign(house, house.zhou, "shared")
    with house.act() as session:
        session.scalars(select(Person).where(Person.id == house.shen.person_id)).one().name = house.zhou.name  # two people of one name
    assert "别人" in refused(assign, house, house.shen, "shared")["credential"]


def test_a_proof_needs_password_and_pin_and_wrong_ones_are_counted(house: Cast, server: SigningProvider) -> None:
    assign(house, house.zhou, enrol(server, house.zhou))
    assert set(refused(prove, house, house.zhou, password="nonsense")) == {"password"}
    assert "还可以试 4 次" in refused(prove, house, house.zhou, pin="111222")["pin"]
    server.behave("garbage")
    assert "对不上" in refused(prove, house, house.zhou)["signer"]
    server.behave("good")
    for _ in range(3):
        refused(prove, house, house.zhou, pin="111222")
    assert "锁定" in refused(prove, house, house.zhou)["pin"]  # by the provider, which locks sooner than we do
    assert not stands(house, house.zhou).proven


def test_whatever_goes_wrong_at_the_provider_nothing_is_written_and_the_draft_stays(house: Cast, server: SigningProvider) -> None:
    equip(house, server, "zhou")
    number = house.draft(house.zhou)
    before = written(house, number)
    assert before == ("draft", 0, 5)
    for mode in ("error", "junk@signatures/signHash", "other", "garbage", "moved@credentials/info", "refuse@credentials/authorize"):
        server.behave(mode)
        assert set(refused(submit, house, number)) == {"signer"}, mode
        assert written(house, number) == before, mode
    server.behave("good")
    assert "还可以试 4 次" in refused(submit, house, number, pin="111222")["pin"]
    assert written(house, number) == ("draft", 0, 4)
    server.change(f"cred-{house.zhou.employee_number}", status="revoked")
    assert "吊销" in refused(submit, house, number)["signer"]
    server.change(f"cred-{house.zhou.employee_number}", status="valid")
    submit(house, number)
    assert written(house, number) == ("in_review", 1, 5)


def test_while_the_provider_thinks_others_write(house: Cast, server: SigningProvider) -> None:
    equip(house, server, "zhou")
    number = house.draft(house.zhou)
    digest = house.answers_digest(house.zhou, number)
    server.behave("late")  # 0.4 s for each of four answers
    calls, waits = len(server.asked), []
    with ThreadPoolExecutor(1) as thread:
        signing = thread.submit(submit, house, number, digest=digest)
        while not signing.done():
            begun = time.monotonic()
            with house.act() as session:
                attempts.note(session, house.house, "verify", False, "address:elsewhere")
            if calls < len(server.asked) < calls + 4:
                waits.append(time.monotonic() - begun)
            time.sleep(0.05)
        signing.result()
    assert written(house, number)[0] == "in_review"
    assert len(waits) > 5 and sorted(waits)[len(waits) // 2] < 0.3  # half of them, on a machine that is busy otherwise


def test_five_wrong_pins_lock_here_too_whatever_the_provider_does(house: Cast, server: SigningProvider) -> None:
    equip(house, server, "zhou")
    number = house.draft(house.zhou)
    for _ in range(5):
        server.enrol(f"cred-{house.zhou.employee_number}", house.zhou.name, house.zhou.employee_number, pin="909090")  # it forgets
        with pytest.raises(Invalid):
            prove(house, house.zhou)
    with pytest.raises(Locked):
        submit(house, number)


@pytest.mark.parametrize("keeper", ["local", "csc"])
def test_a_pin_counts_for_one_revision_and_once(keeper: str, house: Cast, server: SigningProvider) -> None:
    here = house if keeper == "csc" else replace(house, house=replace(house.house, signing_provider=None))
    if keeper == "csc":
        equip(house, server)
    first, second = here.draft(here.zhou), here.draft(here.zhou)
    digest = here.answers_digest(here.zhou, first)
    with pytest.raises(Stale):
        submit(here, second, digest=digest)  # the consent to one plan says nothing of another
    submit(here, first, digest=digest)
    issued = written(here, first)[1]
    with pytest.raises(WrongState):
        submit(here, first, digest=digest)  # the same confirmation again
    assert written(here, first)[1] == issued == 1
    with here.act() as session:
        submission.recall(session, here.house, here.zhou, first)
    with pytest.raises(Stale):
        submit(here, first, digest=digest)  # nor after the signature was taken back, although the text is the same
    assert written(here, first)[:2] == ("draft", 1)
    submit(here, first)
    assert written(here, first)[1] == 2
    play.decide_all(here, here.lu, first)
    seen = here.desk_digest(here.lu, first)
    outcome.pass_plan(here.transaction, here.house, here.lu, first, here.consent(seen))
    with pytest.raises(WrongState):
        outcome.pass_plan(here.transaction, here.house, here.lu, first, here.consent(seen))
    with here.act() as session:
        outcome.recall_pass(session, here.house, here.lu, first)
    with pytest.raises(Stale):
        outcome.pass_plan(here.transaction, here.house, here.lu, first, here.consent(seen))
    outcome.pass_plan(here.transaction, here.house, here.lu, first, here.consent(here.desk_digest(here.lu, first)))
    with here.act() as session:
        approval.open_to_sign(session, here.house, here.han, first)
    shown = here.approval_digest(here.han, first)
    approval.approve(here.transaction, here.house, here.han, first, here.consent(shown))
    with pytest.raises(WrongState):
        approval.approve(here.transaction, here.house, here.han, first, here.consent(shown))
    assert look(here, newest(here, first)).good


def test_people_hear_before_a_credential_ends_and_join_without_a_pin_of_ours(house: Cast, server: SigningProvider) -> None:
    enrol(server, house.zhou, days=40)
    assign(house, house.zhou, f"cred-{house.zhou.employee_number}")
    prove(house, house.zhou)
    house.clock.now += timedelta(days=20)
    with house.act() as session:
        remind(session, house.house)
        kinds = session.scalars(select(Notice.kind).where(Notice.person_id == house.zhou.person_id)).all()
        token = invitations.invite(session, house.house, house.fang, house.ye.person_id)
    assert "credential_ending" in kinds and "certificate_ending" not in kinds
    invitations.accept(house.transaction, house.house, token, password="another-long-one", pin="", address="")
    with house.act() as session:
        assert not pins.means(session, house.house, house.ye.person_id).ready
    house.clock.now += timedelta(days=21)
    with pytest.raises(NotAllowed, match="run out"):
        pins.take_hand(house.transaction, house.house, house.zhou, house.consent("x"))
