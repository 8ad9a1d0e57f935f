"""A credential at the signing provider: assigned by an administrator, proven by its owner, and signing like a key of ours."""

from collections.abc import Generator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from planner.kernel.errors import Invalid, Locked, NotAllowed, NotFound
from planner.models import AuditEvent, Certificate, IssuedFile, Notice, Person, Revision
from planner.seeds.company import PASSWORD, PIN
from planner.services import attempts, credentials, files, invitations, pins, submission, verification
from planner.services.actor import Actor
from planner.services.pins import Consent
from planner.services.reminders import remind
from planner.services.verification import Verdict
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


def test_five_wrong_pins_lock_here_too_whatever_the_provider_does(house: Cast, server: SigningProvider) -> None:
    equip(house, server, "zhou")
    number = house.draft(house.zhou)
    for _ in range(5):
        server.enrol(f"cred-{house.zhou.employee_number}", house.zhou.name, house.zhou.employee_number, pin="909090")  # it forgets
        with pytest.raises(Invalid):
            prove(house, house.zhou)
    with pytest.raises(Locked):
        submit(house, number)


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
