"""Certificates end, are revoked, and the company's root is renewed: what was signed before stays good."""

from datetime import timedelta

import pytest
from cryptography import x509
from sqlalchemy import select

from planner.kernel.errors import Invalid, NotAllowed, NotFound
from planner.models import AuditEvent, Certificate, Notice
from planner.seeds import play
from planner.seeds.company import PASSWORD, PIN
from planner.services import files, issuing, pins, verification
from planner.services.audit import verify_chain
from planner.services.authority import company_authority, renew_authority, revocation_list, revocation_lists, root_pems
from planner.services.certificate_life import revoke
from planner.services.reminders import remind
from planner.services.verification import Verdict
from planner.signing.authority import from_pem
from planner.signing.verify import examine
from tests.factories.stage import Cast


def newest(stage: Cast, number: str) -> bytes:
    with stage.act() as session:
        return files.plan_pdf(session, stage.house, stage.zhou, number).data


def look(stage: Cast, data: bytes) -> Verdict:
    return verification.verify_file(stage.transaction, stage.house, data, examine)


def ends(stage: Cast, who: str = "zhou") -> timedelta:
    """How long the certificate of a person still lasts."""
    with stage.act() as session:
        person = getattr(stage, who).person_id
        row = session.scalars(select(Certificate).where(Certificate.person_id == person, Certificate.state == "active")).one()
        return row.not_after - stage.clock.now


def told(stage: Cast, kind: str) -> list[Notice]:
    with stage.act() as session:
        return list(session.scalars(select(Notice).where(Notice.kind == kind).order_by(Notice.id)))


def test_people_hear_sixty_thirty_and_seven_days_before_their_certificate_ends(stage: Cast) -> None:
    heard = []
    for days in (61, 60, 59, 30, 29, 8, 7, 1):
        stage.clock.now += ends(stage) - timedelta(days=days, hours=-1)
        with stage.act() as session:
            remind(session, stage.house)
        heard.append(len([one for one in told(stage, "certificate_ending") if one.person_id == stage.zhou.person_id]))
    assert heard == [0, 1, 1, 2, 2, 2, 3, 3]


def test_a_certificate_that_ran_out_signs_nothing_and_a_new_pin_brings_a_new_one(stage: Cast) -> None:
    number = stage.draft(stage.zhou)
    stage.clock.now += ends(stage) + timedelta(days=1)
    with pytest.raises(NotAllowed, match="run out"):
        pins.take_hand(stage.transaction, stage.house, stage.zhou, stage.consent(stage.answers_digest(stage.zhou, number)))
    pins.set_pin(stage.transaction, stage.house, stage.zhou, password=PASSWORD, pin=PIN)
    assert pins.take_hand(stage.transaction, stage.house, stage.zhou, stage.consent("")).certificate_id > 0


def test_a_revoked_key_signs_nothing_and_what_it_signed_since_does_not_count(stage: Cast) -> None:
    number = stage.approved(stage.zhou, stage.lu, stage.han)
    data = newest(stage, number)
    since = stage.clock.now - timedelta(days=2)
    with stage.act() as session:
        done = revoke(session, stage.house, stage.fang, stage.han.person_id, since)
    assert done.plans == (number,)
    verdict = look(stage, data)
    assert (verdict.issued, verdict.intact, verdict.complete, verdict.trusted) == (True, True, True, False)
    assert any("吊销" in problem.zh for problem in verdict.problems)
    with pytest.raises(NotAllowed, match="revoked"):
        pins.take_hand(stage.transaction, stage.house, stage.han, stage.consent(""))
    assert [one.person_id for one in told(stage, "certificate_revoked")] == [stage.han.person_id]
    with stage.act() as session:
        assert session.scalars(select(AuditEvent.event).where(AuditEvent.event == "person.key_revoke")).all()
        assert verify_chain(session, stage.house.audit_key).whole
        found = x509.load_der_x509_crl(revocation_list(session, stage.house))
        entry = found.get_revoked_certificate_by_serial_number(int(done.serial, 16))
        assert entry is not None and entry.revocation_date_utc == since.replace(microsecond=0)


def test_what_was_signed_before_the_day_of_a_revocation_stays_good(stage: Cast) -> None:
    number = stage.approved(stage.zhou, stage.lu, stage.han)
    data = newest(stage, number)
    stage.clock.now += timedelta(days=5)
    with stage.act() as session:
        done = revoke(session, stage.house, None, stage.han.person_id, stage.clock.now - timedelta(days=1))
    assert done.plans == ()
    assert look(stage, data).good
    with stage.act() as session, pytest.raises(Invalid):
        revoke(session, stage.house, None, stage.han.person_id, stage.clock.now)


def test_a_revocation_names_a_certificate_and_a_day_that_has_come(stage: Cast) -> None:
    with stage.act() as session, pytest.raises(Invalid):
        revoke(session, stage.house, None, stage.han.person_id, stage.clock.now + timedelta(days=1))
    with stage.act() as session, pytest.raises(NotFound):
        revoke(session, stage.house, None, stage.han.person_id, stage.clock.now, "abc")


def test_a_key_revoked_while_it_signs_registers_nothing(stage: Cast) -> None:
    number = stage.submitted(stage.zhou)
    hand = pins.take_hand(stage.transaction, stage.house, stage.lu, stage.consent(""))
    with stage.act() as session:
        file = files.plan_pdf(session, stage.house, stage.zhou, number)
        revision, round_ = file.revision_id, file.round
    signed = issuing.sign(stage.house, newest(stage, number), file.pages, issuing.SignerRole.COMPLIANCE, hand, stage.lu)
    with stage.act() as session:
        revoke(session, stage.house, None, stage.lu.person_id, stage.clock.now)
    with stage.act() as session, pytest.raises(NotAllowed):
        issuing.register(session, session.get_one(issuing.Revision, revision), round_, signed, hand, stage.lu)


def test_the_root_is_renewed_and_both_generations_are_believed(stage: Cast) -> None:
    """The rehearsal: a plan of the old root, a new root, a plan signed under both, a revocation in each."""
    old = stage.approved(stage.zhou, stage.lu, stage.han)
    first = newest(stage, old)
    with stage.act() as session:
        renew_authority(session, stage.house)
        assert len(root_pems(session)) == 2
        assert company_authority(session, stage.house).certificate == from_pem(root_pems(session)[0])
    assert look(stage, first).good
    pins.set_pin(stage.transaction, stage.house, stage.ye, password=PASSWORD, pin=PIN)  # hers is of the new root, the others' of the old
    with stage.act() as session:
        pem = session.scalars(
            select(Certificate.pem).where(Certificate.person_id == stage.ye.person_id, Certificate.state == "active")
        ).one()
        points = from_pem(pem).extensions.get_extension_for_class(x509.CRLDistributionPoints).value
        assert [name.value for name in points[0].full_name or []] == ["http://localhost:8000/crl?of=2"]
    number = stage.draft(stage.ye)
    play.submit(stage, stage.ye, number)
    play.pass_on(stage, stage.lu, number)
    play.approve(stage, stage.han, number)
    with stage.act() as session:
        second = files.plan_pdf(session, stage.house, stage.ye, number).data
    assert look(stage, second).good
    with stage.act() as session:
        done = revoke(session, stage.house, None, stage.ye.person_id, stage.clock.now - timedelta(days=1))
        lists = [x509.load_der_x509_crl(each) for each in revocation_lists(session, stage.house)]
        assert [each.get_revoked_certificate_by_serial_number(int(done.serial, 16)) is not None for each in lists] == [False, True]
        with pytest.raises(NotFound):
            revocation_list(session, stage.house, 3)
    assert look(stage, first).good
    assert not look(stage, second).trusted


def test_administrators_hear_when_the_root_ends(stage: Cast) -> None:
    with stage.act() as session:
        end = company_authority(session, stage.house).certificate.not_valid_after_utc
    stage.clock.now = end - timedelta(days=29)
    with stage.act() as session:
        remind(session, stage.house)
    assert [one.person_id for one in told(stage, "authority_ending")] == [stage.fang.person_id]
