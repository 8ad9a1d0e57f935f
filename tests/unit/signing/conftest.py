"""A small company, a small tagged plan, and the plan signed by all three; made once for all tests of signing."""

import warnings
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

import planner
from planner.signing.authority import Authority
from planner.signing.fields import FieldBox, prepare
from planner.signing.keys import new_private_key
from planner.signing.lettering import StampFonts
from planner.signing.roles import SIGNING_ORDER, SignerRole
from planner.signing.sign import LocalSigner, SignatureRequest, reason_with_record

COMPANY = "衡屿医药有限公司"
START = datetime(2026, 11, 21, 8, 42, 7, tzinfo=UTC)
RECORD = "5f" * 32
WORDS = {
    SignerRole.AUTHOR: ("周亦宁", "医药代表，云川片区", "我写了这份计划，内容属实，我会按批准的版本执行。"),
    SignerRole.COMPLIANCE: ("陆知微", "合规专员，云川大区", "我复核了全部提示，审查记录的校验值写在这次签名里。"),
    SignerRole.APPROVER: ("韩牧", "地区经理，云川大区", "我批准这份计划在所列期间内执行。"),
}


@dataclass(frozen=True)
class Company:
    """An authority and one signer for each role."""

    authority: Authority
    signers: dict[SignerRole, LocalSigner]
    fonts: StampFonts

    def request(self, role: SignerRole, **changes: object) -> SignatureRequest:
        """What this role signs; a day passes between signatures."""
        name, title, meaning = WORDS[role]
        reason = reason_with_record(meaning, RECORD) if role is SignerRole.COMPLIANCE else meaning
        moment = START + timedelta(days=SIGNING_ORDER.index(role))
        return replace(SignatureRequest(role, name, title, meaning, reason, moment, self.fonts), **changes)  # type: ignore[arg-type]

    def sign(self, pdf: bytes, *roles: SignerRole) -> bytes:
        """The file with the signatures of these roles."""
        for role in roles:
            pdf = self.signers[role].sign(pdf, self.request(role))
        return pdf


def found_company(fonts: StampFonts) -> Company:
    authority = Authority.create(COMPANY, moment=START)
    signers = {}
    for number, role in enumerate(SIGNING_ORDER):
        key = new_private_key()
        certificate = authority.issue_person(
            name=WORDS[role][0],
            employee_number=f"HY{number:04}",
            company=COMPANY,
            public_key=key.public_key(),
            crl_url="https://plans.example/crl",
            moment=START,
        )
        signers[role] = LocalSigner(certificate, (authority.certificate,), key)
    return Company(authority, signers, fonts)


@pytest.fixture(scope="session")
def fonts() -> StampFonts:
    return StampFonts.vendored(Path(planner.__file__).parent / "static" / "fonts")


@pytest.fixture(scope="session")
def company(fonts: StampFonts) -> Company:
    return found_company(fonts)


@pytest.fixture(scope="session")
def other_company(fonts: StampFonts) -> Company:
    """The same names on every certificate, but not the same keys."""
    return found_company(fonts)


@pytest.fixture(scope="session")
def boxes() -> list[FieldBox]:
    return [FieldBox(role, -1, (52, 560 - 144 * i, 544, 686 - 144 * i)) for i, role in enumerate(SIGNING_ORDER)]


@pytest.fixture(scope="session")
def rendered() -> bytes:
    """Two tagged pages with an attachment, as the documents package makes them."""
    weasyprint = pytest.importorskip("weasyprint", reason="WeasyPrint needs Pango")
    font = Path(planner.__file__).parent / "static" / "fonts" / "NotoSansSC-Regular.ttf"
    page = f"""<html lang="zh"><head><title>上市推广计划</title><style>
        @font-face {{ font-family: Plan; src: url({font.as_uri()}) }}
        body {{ font-family: Plan }} h1 + h1, .signatures {{ break-before: page }}</style></head>
        <body><h1>上市推广计划</h1><p>目标医院三家，科室会四场。</p><table><tr><th>月份</th><td>三月</td></tr></table>
        <h1 class="signatures">签名</h1><p>三次签名都在这一份文件上。</p></body></html>"""
    attached = weasyprint.Attachment(string=b'{"plan":"2027-LA-0001"}', name="plan.json", relationship="Source")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)  # WeasyPrint leaves its colour profile open
        return bytes(weasyprint.HTML(string=page).write_pdf(pdf_variant="pdf/a-3a", attachments=[attached]))


@pytest.fixture(scope="session")
def prepared(rendered: bytes, boxes: list[FieldBox], fonts: StampFonts) -> bytes:
    return prepare(rendered, boxes, fonts)


@pytest.fixture(scope="session")
def signed(company: Company, prepared: bytes) -> bytes:
    return company.sign(prepared, *SIGNING_ORDER)


@pytest.fixture(scope="session")
def revision_ends(signed: bytes) -> list[int]:
    """Where the file ended before each signature and after the last."""
    ends, at = [], signed.find(b"%%EOF")
    while at >= 0:
        ends.append(at + 5)
        at = signed.find(b"%%EOF", at + 5)
    return [signed.find(b"\n", end) + 1 or len(signed) for end in ends]
