"""Plans signed by credentials at a provider: like any other, whatever goes wrong there, and each confirmation once."""

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest
from cryptography import x509
from sqlalchemy import select

from planner.kernel.errors import NotAllowed, Stale, WrongState
from planner.models import Certificate, Notice
from planner.seeds import play
from planner.services import approval, attempts, outcome, pins, submission, verification
from planner.services.audit import verify_chain
from planner.services.authority import revocation_lists
from planner.services.certificate_life import revoke
from planner.services.lengthening import waiting
from planner.signing.stamping import Profile, Stamping
from tests.factories.csc import SigningProvider
from tests.factories.stage import Cast
from tests.unit.services.test_credentials import PEOPLE, equip, look, newest, prove, refused, submit, written
from tests.unit.services.test_credentials import house as house
from tests.unit.services.test_credentials import server as server

pytestmark = pytest.mark.slow


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
        lists = [len(x509.load_der_x509_crl(one)) for one in revocation_lists(session, house.house)]  # entries
        since = session.scalars(
            select(Certificate.issued_at).where(Certificate.person_id == house.lu.person_id, Certificate.state == "active")
        )
        done = revoke(session, house.house, None, house.lu.person_id, since.one())
        after = [len(x509.load_der_x509_crl(one)) for one in revocation_lists(session, house.house)]
        assert after == lists  # no list of ours names a certificate of others
        told = session.scalars(select(Notice.kind).where(Notice.person_id == house.lu.person_id)).all()
    assert done.by_provider and done.plans == (number,)
    assert "credential_revoked" in told
    verdict = look(house, newest(house, number))
    assert verdict.issued and verdict.intact and not verdict.trusted
    with pytest.raises(NotAllowed, match="signs no more"):
        pins.take_hand(house.transaction, house.house, house.lu, house.consent("x"))
    assert "停用" in refused(prove, house, house.lu)["signer"]  # nor does it come back by proving it again


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
    before = answered = len(server.asked)
    server.let(answered)
    server.behave("held")  # no answer until somebody else has written
    with ThreadPoolExecutor(1) as thread:
        signing = thread.submit(submit, house, number, digest=digest)
        try:
            while not signing.done():
                if len(server.asked) > answered:
                    with house.act() as session:  # would wait for the signing, and it for us
                        attempts.note(session, house.house, "verify", False, "address:elsewhere")
                    answered += 1
                    server.let(answered)
                time.sleep(0.02)
        finally:
            server.behave("good")
            server.let(10**6)
        signing.result()
    assert written(house, number)[0] == "in_review"
    assert answered == before + 4


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
