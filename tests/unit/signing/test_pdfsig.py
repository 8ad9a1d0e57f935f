"""Poppler, which shares no code with us, finds three valid signatures when it is given the company's root."""

import subprocess
from collections.abc import Callable
from shutil import which

import pytest

from planner.signing.roles import SIGNING_ORDER
from tests.unit.signing import tampering
from tests.unit.signing.conftest import Company

pytestmark = pytest.mark.pdfsig


@pytest.fixture(scope="module")
def pdfsig(company: Company, tmp_path_factory: pytest.TempPathFactory) -> Callable[[bytes], str]:
    if which("pdfsig") is None or which("certutil") is None:
        pytest.skip("pdfsig (poppler-utils) or certutil (libnss3-tools) is not installed")
    folder = tmp_path_factory.mktemp("nss")
    root = folder / "root.pem"
    root.write_bytes(company.authority.certificate_pem)
    store = f"sql:{folder}"
    subprocess.run(["certutil", "-N", "-d", store, "--empty-password"], check=True, capture_output=True)
    subprocess.run(["certutil", "-A", "-d", store, "-n", "root", "-t", "C,C,C", "-i", root], check=True, capture_output=True)

    def run(pdf: bytes) -> str:
        file = folder / "plan.pdf"
        file.write_bytes(pdf)
        return subprocess.run(["pdfsig", "-nssdir", store, file], capture_output=True, text=True, check=False).stdout

    return run


def test_it_finds_three_valid_trusted_signatures(pdfsig: Callable[[bytes], str], signed: bytes) -> None:
    said = pdfsig(signed)
    assert said.count("Signature Validation: Signature is Valid.") == 3
    assert said.count("Certificate Validation: Certificate is Trusted.") == 3
    assert said.count("Total document signed") == 1
    assert [line.split(": ")[1] for line in said.splitlines() if "Signature Field Name" in line] == ["author", "compliance", "approver"]
    assert "CN=陆知微" in said


def test_it_notices_a_changed_byte(pdfsig: Callable[[bytes], str], signed: bytes) -> None:
    assert "Signature is Valid." not in pdfsig(tampering.flip(signed, 1500))


def test_it_does_not_trust_another_companys_root(pdfsig: Callable[[bytes], str], other_company: Company, prepared: bytes) -> None:
    said = pdfsig(other_company.sign(prepared, *SIGNING_ORDER))
    assert "Certificate is Trusted." not in said
