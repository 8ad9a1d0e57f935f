"""No altered file is taken for an issued one: not by the check, not by the page, not by the command; each gets its reason."""

import io
import json
import re
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import update

from planner.cli.environment import settings
from planner.cli.verify import verify as verify_command
from planner.kernel.errors import PlannerError
from planner.models import Certificate
from planner.services.verification import NOT_ISSUED, verify_file
from planner.signing.examination import Examination, ProblemKind
from planner.signing.roles import SIGNING_ORDER
from planner.signing.verify import examine
from tests.corpus.tampered.catalogue import BOMBS, FORGERIES
from tests.corpus.tampered.house import Place
from tests.corpus.tampered.material import Forgery, Material

pytestmark = [  # Werkzeug's test client leaves the temporary file of a large upload to the garbage collector
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning"),
]

STALLED = pytest.mark.timeout(300)
"""`make tampered` prints how long the slowest file takes; here only what does not come to an end fails."""
SIZES = (1, 2, 3)
PLAIN = [(one, size) for one in FORGERIES if one.name not in BOMBS for size in one.sizes]
BY_COMMAND = [one for number, one in enumerate(FORGERIES) if number % 9 == 0]


def accepted(found: Examination, size: int) -> bool:
    """As good as an issued file with so many signatures; what is still to be signed is no fault of the file."""
    roles = tuple(signature.role for signature in found.signatures)
    return roles == SIGNING_ORDER[:size] and all(
        p.kind is ProblemKind.INCOMPLETE and "author, compliance" in p.message.en for p in found.all_problems
    )


def look(material: Material, pdf: bytes) -> Examination:
    crl = material.authority.create_crl([], number=1, moment=material.moments[2] + timedelta(hours=1))
    return examine(pdf, [material.authority.certificate], crls=[crl])


def test_the_catalogue_is_large_and_no_kind_stands_in_it_twice() -> None:
    names = [one.name for one in FORGERIES]
    assert len(set(names)) == len(names) >= 45


@pytest.mark.slow
@pytest.mark.parametrize("size", SIZES)
def test_the_issued_file_is_accepted_at_each_stage(size: int, material: Material) -> None:
    assert accepted(look(material, material.files[size]), size)


@STALLED
@pytest.mark.slow
@pytest.mark.parametrize(("forgery", "size"), PLAIN, ids=[f"{one.name}-{size}" for one, size in PLAIN])
def test_an_altered_file_is_refused_with_the_right_reason(forgery: Forgery, size: int, material: Material) -> None:
    pdf = forgery.file(material, size)
    assert pdf not in material.files[size:], "a forgery that changes nothing proves nothing"
    found = look(material, pdf)
    if forgery.looks_good:
        assert accepted(found, size), "signed by the right people: only the register can tell"
    else:
        assert not accepted(found, size)
        assert found.has(*forgery.kinds), found.all_problems


@pytest.mark.slow
def test_the_original_gets_good_answers_everywhere(place: Place, tmp_path: Path) -> None:
    verdict = verify_file(place.transaction, place.house, place.material.files[3])
    assert verdict.good
    assert _tones(place, place.material.files[3]) == ["good"] * 4
    status, said = _by_command(place, place.material.files[3], tmp_path)
    assert (said["issued"], said["intact"], said["complete"], said["trusted"]) == (True, True, True, True)
    assert status in (0, 1)  # the plan's period ends one day, and then the command says so


@STALLED
@pytest.mark.slow
@pytest.mark.parametrize("forgery", FORGERIES, ids=lambda one: one.name)
def test_the_page_refuses_it(forgery: Forgery, place: Place) -> None:
    pdf = forgery.file(place.material, 3)
    client = place.app.test_client()
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/verify").text)
    assert token is not None
    answer = client.post(
        "/verify", data={"csrf_token": token.group(1), "file": (io.BytesIO(pdf), "plan.pdf")}, headers={"Accept-Language": "en"}
    )
    assert answer.status_code in (200, 413, 422)
    tones = re.findall(r"pw-answer--(\w+)", answer.text)
    if answer.status_code == 200:
        assert len(tones) == 4 and set(tones) & {"bad", "warn"}
        assert tones[3] != "good", "nothing altered is in force"
    if pdf not in place.material.files:
        assert answer.status_code != 200 or tones[0] == "bad"


@pytest.mark.slow
@pytest.mark.parametrize("forgery", BY_COMMAND, ids=lambda one: one.name)
def test_the_command_refuses_it(forgery: Forgery, place: Place, tmp_path: Path) -> None:
    pdf = forgery.file(place.material, 3)
    status, said = _by_command(place, pdf, tmp_path)
    assert status in (1, 2)
    if status == 1:
        assert not (said["issued"] and said["complete"])
        assert said["problems"]


@pytest.mark.slow
def test_a_file_of_a_revoked_signer_is_genuine_and_its_signers_are_not_trusted(place: Place) -> None:
    """A key that was in other hands before it signed: the register still knows the file, the signers get a no."""
    serial = f"{_signer_serial(place):x}"
    with place.transaction() as session:
        session.execute(
            update(Certificate)
            .where(Certificate.serial == serial)
            .values(state="revoked", revoked_at=place.material.moments[0] - timedelta(hours=1))
        )
    try:
        verdict = verify_file(place.transaction, place.house, place.material.files[3])
    finally:
        with place.transaction() as session:
            session.execute(update(Certificate).where(Certificate.serial == serial).values(state="active", revoked_at=None))
    assert (verdict.issued, verdict.intact, verdict.trusted, verdict.good) == (True, True, False, False)
    assert any("吊销" in problem.zh for problem in verdict.problems)


@pytest.mark.slow
def test_what_the_right_people_signed_elsewhere_is_not_issued(place: Place) -> None:
    verdict = verify_file(place.transaction, place.house, place.material.sign_all(place.material.files[0]), examine)
    assert (verdict.issued, verdict.intact, verdict.complete, verdict.trusted, verdict.good) == (False, True, True, True, False)
    assert NOT_ISSUED in verdict.problems


def _signer_serial(place: Place) -> int:
    return look(place.material, place.material.files[3]).signatures[0].serial


def _tones(place: Place, pdf: bytes) -> list[str]:
    client = place.app.test_client()
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get("/verify").text)
    assert token is not None
    answer = client.post("/verify", data={"csrf_token": token.group(1), "file": (io.BytesIO(pdf), "plan.pdf")})
    return re.findall(r"pw-answer--(\w+)", answer.text)


def _by_command(place: Place, pdf: bytes, folder: Path) -> tuple[int, dict[str, object]]:
    file = folder / "plan.pdf"
    file.write_bytes(pdf)
    settings.cache_clear()
    answer = CliRunner(env=place.environment).invoke(verify_command, [str(file), "--format", "json"])
    settings.cache_clear()
    if isinstance(answer.exception, SystemExit) or answer.exception is None:
        return answer.exit_code, json.loads(answer.stdout)
    assert isinstance(answer.exception, PlannerError), answer.exception
    return 2, {}
