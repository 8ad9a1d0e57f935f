"""Signing appends: the words, the time and the stamp of one person, at that person's turn."""

import subprocess
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from shutil import which

import pikepdf
import pytest
from pyhanko.pdf_utils.reader import PdfFileReader

from planner.kernel.errors import Invalid, NotAllowed
from planner.signing.keys import new_private_key
from planner.signing.roles import SIGNING_ORDER, SignerRole
from planner.signing.stamp import StampText
from tests.unit.signing.conftest import START, WORDS, Company


def test_each_signature_leaves_the_bytes_before_it_alone(company: Company, prepared: bytes) -> None:
    pdf = prepared
    for role in SIGNING_ORDER:
        longer = company.sign(pdf, role)
        assert longer.startswith(pdf)
        pdf = longer


def test_the_profile_is_pades_with_our_time_and_words(signed: bytes) -> None:
    for role, signature in zip(SIGNING_ORDER, PdfFileReader(BytesIO(signed)).embedded_signatures, strict=True):
        found = signature.sig_object
        assert found["/SubFilter"] == "/ETSI.CAdES.detached"
        assert found["/Name"] == WORDS[role][0]
        assert WORDS[role][2] in found["/Reason"]
        assert found["/M"] == f"D:202611{21 + SIGNING_ORDER.index(role)}164207+08'00'"
        attributes = [each["type"].native for each in signature.signer_info["signed_attrs"]]
        assert "signing_certificate_v2" in attributes
        assert "signing_time" not in attributes  # PAdES takes the time from /M


def test_the_file_stays_a_pdf_1_7_with_its_own_title_data(signed: bytes, prepared: bytes) -> None:
    with pikepdf.open(BytesIO(signed)) as after, pikepdf.open(BytesIO(prepared)) as before:
        assert after.pdf_version == "1.7"
        assert "/Version" not in after.Root
        assert after.Root.Metadata.read_bytes() == before.Root.Metadata.read_bytes()
        assert str(after.docinfo.Producer) == str(before.docinfo.Producer)
        assert str(after.Root.Perms.DocMDP.Name) == WORDS[SignerRole.AUTHOR][0]


@pytest.mark.parametrize(
    ("done", "role"),
    [
        ((), SignerRole.COMPLIANCE),
        ((), SignerRole.APPROVER),
        ((SignerRole.AUTHOR,), SignerRole.AUTHOR),
        ((SignerRole.AUTHOR,), SignerRole.APPROVER),
        (SIGNING_ORDER[:2], SignerRole.COMPLIANCE),
        (SIGNING_ORDER, SignerRole.APPROVER),
    ],
)
def test_nobody_signs_out_of_turn(done: tuple[SignerRole, ...], role: SignerRole, company: Company, prepared: bytes) -> None:
    with pytest.raises(Invalid, match="turn"):
        company.signers[role].sign(company.sign(prepared, *done), company.request(role, moment=START + timedelta(days=5)))


@pytest.mark.parametrize("data", [b"", b"hello", b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n"])
def test_what_is_no_prepared_plan_is_refused(data: bytes, company: Company) -> None:
    with pytest.raises(Invalid):
        company.sign(data, SignerRole.AUTHOR)


def test_half_a_character_in_the_reason_is_refused(company: Company, prepared: bytes) -> None:
    with pytest.raises(Invalid):
        company.signers[SignerRole.AUTHOR].sign(prepared, company.request(SignerRole.AUTHOR, reason="我\ud800"))


def test_a_plan_without_fields_is_refused(rendered: bytes, company: Company) -> None:
    with pytest.raises(Invalid):
        company.sign(rendered, SignerRole.AUTHOR)


@pytest.mark.parametrize(("moment", "word"), [(START + timedelta(days=4 * 365), "run out"), (START - timedelta(days=1), "not valid yet")])
def test_a_certificate_signs_only_within_its_life(moment: datetime, word: str, company: Company, prepared: bytes) -> None:
    with pytest.raises(NotAllowed, match=word):
        company.signers[SignerRole.AUTHOR].sign(prepared, company.request(SignerRole.AUTHOR, moment=moment))


def test_a_clock_behind_the_signature_before_is_refused(company: Company, prepared: bytes) -> None:
    by_author = company.sign(prepared, SignerRole.AUTHOR)
    with pytest.raises(Invalid) as caught:
        company.signers[SignerRole.COMPLIANCE].sign(by_author, company.request(SignerRole.COMPLIANCE, moment=START - timedelta(seconds=2)))
    assert "moment" in caught.value.errors


def test_a_key_signs_only_with_its_own_certificate(company: Company, prepared: bytes) -> None:
    signer = replace(company.signers[SignerRole.AUTHOR], private_key=new_private_key())
    with pytest.raises(NotAllowed, match="belong together"):
        signer.sign(prepared, company.request(SignerRole.AUTHOR))


@pytest.mark.parametrize("changes", [{"name": "周\U0002ffff宁"}, {"title": "代表\u2603\ufe0f"}, {"meaning": "我写了\x07这份计划。"}])
def test_a_character_without_a_glyph_is_named_before_anything_is_signed(changes: dict[str, str], company: Company, prepared: bytes) -> None:
    with pytest.raises(Invalid) as caught:
        company.signers[SignerRole.AUTHOR].sign(prepared, company.request(SignerRole.AUTHOR, **changes))
    assert "U+" in caught.value.message.zh


@pytest.mark.parametrize("changes", [{"meaning": "很长。" * 80}, {"meaning": " "}, {"name": ""}])
def test_a_stamp_that_cannot_say_who_and_what_is_refused(changes: dict[str, str], company: Company, prepared: bytes) -> None:
    with pytest.raises(Invalid):
        company.signers[SignerRole.AUTHOR].sign(prepared, company.request(SignerRole.AUTHOR, **changes))


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "阿卜杜热合曼·买买提艾力·吐尔逊"},
        {"name": "Maria-Fernanda Santos de Albuquerque", "title": "Regional Manager, Yunchuan and neighbouring provinces"},
        {"title": "高级医药代表兼区域学术推广负责人，云川大区北部片区第三组及周边县域市场"},
        {"name": "𠮷䶮", "title": ""},
    ],
)
def test_long_and_rare_names_find_room(changes: dict[str, str], company: Company, prepared: bytes) -> None:
    pdf = company.signers[SignerRole.AUTHOR].sign(prepared, company.request(SignerRole.AUTHOR, **changes))
    assert pdf.startswith(prepared)


def test_the_time_line_has_the_zone_and_claims_no_timestamp_it_has_not() -> None:
    stamp = StampText(SignerRole.AUTHOR, "周亦宁", "", "我写了这份计划。", datetime(2026, 12, 31, 16, 5, 9, tzinfo=UTC), "4A1F 09C2")
    assert stamp.time_line == "2027年1月1日 00:05:09（北京时间 UTC+8，服务器时间）"
    assert replace(stamp, timestamped=True).time_line.endswith("（北京时间 UTC+8，可信时间戳）")


@pytest.mark.pdfsig
def test_name_meaning_time_and_role_can_be_read_as_text(signed: bytes, tmp_path: Path) -> None:
    if which("pdftotext") is None:
        pytest.skip("pdftotext (poppler-utils) is not installed")
    file = tmp_path / "plan.pdf"
    file.write_bytes(signed)
    text = subprocess.run(["pdftotext", "-layout", file, "-"], capture_output=True, text=True, check=True).stdout
    for role in SIGNING_ORDER:
        name, title, meaning = WORDS[role]
        assert f"{name} {title}" in text
        assert meaning in text
    assert "2026年11月23日 16:42:07（北京时间 UTC+8，服务器时间）" in text
    assert [line.strip() for line in text.splitlines() if line.strip() in ("作者", "合规", "批准")] == ["作者", "合规", "批准"]
    assert "待签名" not in text
