"""A file is sound only when three people signed it, in order, and nothing has changed since."""

import zlib
from datetime import timedelta
from io import BytesIO

import pikepdf
import pytest

from planner.kernel.canonical import sha256_hex
from planner.signing.authority import Revocation
from planner.signing.bounded import examine_bounded
from planner.signing.examination import Examination, ProblemKind
from planner.signing.fields import FieldBox, prepare
from planner.signing.roles import SIGNING_ORDER, SignerRole
from planner.signing.verify import MAX_BYTES, examine
from tests.unit.signing import tampering
from tests.unit.signing.conftest import COMPANY, RECORD, START, WORDS, Company


@pytest.fixture(scope="module")
def found(signed: bytes, company: Company) -> Examination:
    return examine(signed, [company.authority.certificate])


def test_a_file_signed_by_all_three_is_sound(found: Examination, signed: bytes) -> None:
    assert found.all_problems == ()
    assert found.sound
    assert found.unaltered
    assert found.complete
    assert found.trusted
    assert found.sha256 == sha256_hex(signed)


def test_it_says_who_signed_what_and_when(found: Examination) -> None:
    assert [s.role for s in found.signatures] == list(SIGNING_ORDER)
    assert [s.name for s in found.signatures] == [WORDS[role][0] for role in SIGNING_ORDER]
    assert [s.employee_number for s in found.signatures] == ["HY0000", "HY0001", "HY0002"]
    assert [s.moment for s in found.signatures] == [START + timedelta(days=n) for n in range(3)]
    assert {s.company for s in found.signatures} == {COMPANY}
    assert found.signatures[1].reason == f"{WORDS[SignerRole.COMPLIANCE][2]} 审查记录 SHA-256: {RECORD}"
    assert not any(s.timestamped for s in found.signatures)


@pytest.mark.slow
@pytest.mark.parametrize("kind", [*tampering.IN_PLACE, *tampering.APPENDED])
def test_a_tampered_file_is_refused(kind: str, signed: bytes, company: Company) -> None:
    tampered = (tampering.IN_PLACE | tampering.APPENDED)[kind](signed)
    assert tampered != signed
    found = examine(tampered, [company.authority.certificate])
    assert not found.sound
    assert found.has(ProblemKind.ALTERED, ProblemKind.UNREADABLE, ProblemKind.INCOMPLETE)
    assert not (found.unaltered and found.complete)


@pytest.mark.parametrize("signatures", [0, 1, 2])
def test_a_file_cut_back_to_an_earlier_signature_is_incomplete(
    signatures: int, signed: bytes, revision_ends: list[int], company: Company
) -> None:
    found = examine(signed[: revision_ends[signatures]], [company.authority.certificate])
    assert len(found.signatures) == signatures
    assert all(s.sound for s in found.signatures)
    assert not found.complete
    assert not found.sound


@pytest.mark.slow
@pytest.mark.parametrize("change", sorted(set(tampering.APPENDED) - {"remove_signature", "redraw_stamp"}))
def test_a_change_between_two_signatures_is_refused(change: str, prepared: bytes, company: Company) -> None:
    by_author = company.sign(prepared, SignerRole.AUTHOR)
    changed = tampering.APPENDED[change](by_author)
    rest = (SignerRole.COMPLIANCE, SignerRole.APPROVER)
    found = examine(company.sign(changed, *rest), [company.authority.certificate])
    assert not found.sound
    assert not found.unaltered


@pytest.mark.parametrize("number", [0, 1, 2])
def test_a_signature_of_another_plan_does_not_fit(
    number: int, signed: bytes, rendered: bytes, boxes: list[FieldBox], company: Company
) -> None:
    other = company.sign(prepare(rendered, [FieldBox(b.role, 0, b.rect) for b in boxes], company.fonts), *SIGNING_ORDER)
    found = examine(tampering.transplant(signed, other, number), [company.authority.certificate])
    assert found.has(ProblemKind.ALTERED)
    assert not found.signatures[number].sound


def test_a_look_alike_authority_is_not_trusted(signed: bytes, other_company: Company) -> None:
    found = examine(signed, [other_company.authority.certificate])
    assert found.unaltered
    assert not found.trusted
    assert not found.sound


def test_without_any_root_nobody_is_trusted(signed: bytes) -> None:
    assert not examine(signed, []).trusted


def test_a_plan_whose_last_signature_locks_nothing_is_refused(prepared: bytes, company: Company) -> None:
    out = BytesIO()
    with pikepdf.open(BytesIO(prepared)) as pdf:
        del pdf.Root.AcroForm.Fields[2].Lock
        pdf.save(out)
    found = examine(company.sign(out.getvalue(), *SIGNING_ORDER), [company.authority.certificate])
    assert not found.complete
    assert not found.signatures[2].sound


def test_one_person_signing_twice_is_refused(prepared: bytes, company: Company) -> None:
    pdf = company.sign(prepared, SignerRole.AUTHOR, SignerRole.COMPLIANCE)
    pdf = company.signers[SignerRole.AUTHOR].sign(pdf, company.request(SignerRole.APPROVER))
    found = examine(pdf, [company.authority.certificate])
    assert not found.complete
    assert found.unaltered


def _revoked(company: Company, role: SignerRole, hours: int) -> list[bytes]:
    serial = company.signers[role].certificate.serial_number
    moment = company.request(role).moment + timedelta(hours=hours)
    return [company.authority.create_crl([Revocation(serial, moment)], number=1, moment=START + timedelta(days=9))]


@pytest.mark.parametrize("role", list(SIGNING_ORDER))
def test_a_certificate_revoked_before_it_signed_does_not_count(role: SignerRole, signed: bytes, company: Company) -> None:
    found = examine(signed, [company.authority.certificate], crls=_revoked(company, role, -1))
    assert found.revocation_checked
    assert not found.trusted
    assert [s.role for s in found.signatures if not s.sound] == [role]


def test_what_was_signed_before_a_revocation_stays_good(signed: bytes, company: Company) -> None:
    found = examine(signed, [company.authority.certificate], crls=_revoked(company, SignerRole.AUTHOR, 1))
    assert found.sound
    assert found.revocation_checked


def test_with_no_list_of_that_authority_revocation_counts_as_unknown(signed: bytes, company: Company, other_company: Company) -> None:
    foreign = other_company.authority.create_crl([], number=1, moment=START)
    assert not examine(signed, [company.authority.certificate], crls=[foreign]).sound
    assert not examine(signed, [company.authority.certificate], crls=[]).sound


@pytest.mark.parametrize("data", [b"", b"hello", b"%PDF-1.7\n", b"%PDF-1.7\nstartxref\n999999999\n%%EOF", b"\0" * 1000])
def test_what_is_no_pdf_is_named_unreadable(data: bytes, company: Company) -> None:
    found = examine(data, [company.authority.certificate])
    assert found.has(ProblemKind.UNREADABLE)
    assert not any((found.sound, found.unaltered, found.complete, found.trusted))


def test_a_pdf_without_signatures_is_incomplete(rendered: bytes, company: Company) -> None:
    found = examine(rendered, [company.authority.certificate])
    assert found.has(ProblemKind.INCOMPLETE)
    assert not found.unaltered


def test_the_child_process_finds_the_same(found: Examination, signed: bytes, company: Company) -> None:
    assert examine_bounded(signed, [company.authority.certificate]) == found


def test_a_check_that_runs_out_of_time_or_memory_confirms_nothing(signed: bytes, company: Company) -> None:
    for found in (
        examine_bounded(signed, [company.authority.certificate], seconds=0, patience=0),
        examine_bounded(signed, [company.authority.certificate], megabytes=40),
        examine_bounded(bytes(MAX_BYTES + 1), [company.authority.certificate]),
    ):
        assert found.has(ProblemKind.UNREADABLE)
        assert not found.sound


@pytest.mark.slow
def test_a_file_that_unfolds_to_a_gigabyte_is_given_up(company: Company) -> None:
    bomb = zlib.compress(bytes(50_000_000), 9) * 20
    objects = b"%%PDF-1.7\n1 0 obj\n<</Type/XRef/Size 2/W[1 2 1]/Root 1 0 R/Filter/FlateDecode/Length %d>>\nstream\n" % len(bomb)
    found = examine_bounded(objects + bomb + b"\nendstream\nendobj\nstartxref\n9\n%%EOF", [company.authority.certificate], seconds=10)
    assert found.has(ProblemKind.UNREADABLE)


def test_words_of_strangers_hold_nothing_that_breaks_a_page(prepared: bytes, company: Company) -> None:
    odd = company.request(SignerRole.AUTHOR, reason="<b>\u202e我\x00写了\x1b[31m这份计划</b>")
    found = examine(company.signers[SignerRole.AUTHOR].sign(prepared, odd), [company.authority.certificate])
    assert found.signatures[0].reason == "<b>我写了[31m这份计划</b>"


def test_an_examination_survives_json(found: Examination) -> None:
    assert Examination.from_json(found.to_json()) == found
