"""The zip of signed plans: the same bytes for the same plans, a manifest that a spreadsheet cannot run."""

import csv
import io
import json
import zipfile
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from planner.documents.archive import Archive, Entry, fits, manifest_csv
from planner.kernel.canonical import sha256_hex

AT = datetime(2026, 11, 24, 6, 32, tzinfo=UTC)
PDF = b"%PDF-1.7 not read by anybody here"
ENTRY = Entry(
    file="plans/2026-LA-0001-1.pdf",
    number="2026-LA-0001",
    revision=1,
    title="云川片区上市推广计划",
    author="周亦宁",
    state="approved",
    period_start="2027-01-01",
    period_end="2027-07-01",
    signed_at="2026-11-24T06:30:00+00:00",
    sha256=sha256_hex(PDF),
    verify="https://plans.example/v/ABCD",
)


def packed(*entries: Entry) -> bytes:
    out = io.BytesIO()
    with Archive(out, AT) as archive:
        for entry in entries:
            archive.add(entry, PDF)
        archive.close_with("韩牧之", ["2026-LA-0009"])
    return out.getvalue()


def test_it_holds_each_plan_byte_for_byte_and_a_manifest_that_fits() -> None:
    with zipfile.ZipFile(io.BytesIO(packed(ENTRY))) as found:
        assert found.testzip() is None
        assert found.namelist() == [ENTRY.file, "manifest.json", "manifest.csv", "SHA256SUMS"]
        about = json.loads(found.read("manifest.json"))
        assert about["asked_by"] == "韩牧之" and about["left_out"] == ["2026-LA-0009"]
        assert about["made_at"] == "2026-11-24T14:32:00+08:00"
        (plan,) = about["plans"]
        assert plan["title"] == ENTRY.title and plan["sha256"] == sha256_hex(found.read(plan["file"]))
        assert found.read("SHA256SUMS").decode() == f"{ENTRY.sha256}  {ENTRY.file}\n"


def test_equal_plans_give_equal_bytes() -> None:
    assert packed(ENTRY) == packed(ENTRY)


@pytest.mark.parametrize("title", ["=HYPERLINK(1)", "+1", "-1", "@SUM(1)", "\t=1+1", "\r\n=1", "＝1", '"\n=1'])
def test_no_title_becomes_a_formula(title: str) -> None:
    data = manifest_csv([replace(ENTRY, title=title)])
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert len(rows) == 1
    cell = rows[0]["title"]
    assert not cell.startswith(tuple("=+-@\t\r\n＝")) and "\n" not in cell
    assert cell.removeprefix("'") == " ".join(title.split())


def test_a_changed_file_does_not_fit_its_digest() -> None:
    assert fits(PDF, ENTRY.sha256) and not fits(PDF + b" ", ENTRY.sha256)
