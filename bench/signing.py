"""`python -m bench.signing`: how long three signatures take, as a ratio to three invisible ones in the same run.

The floor is the same signing of the same plan with fields of no size: what is above it is the price of the stamps.
"""

import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import weasyprint

import planner
from planner.signing.authority import Authority
from planner.signing.bounded import examine_bounded
from planner.signing.fields import FieldBox, prepare
from planner.signing.keys import new_private_key
from planner.signing.lettering import StampFonts
from planner.signing.roles import SIGNING_ORDER
from planner.signing.sign import LocalSigner, SignatureRequest
from planner.signing.verify import examine

ROUNDS = 7
NOW = datetime(2026, 11, 21, 8, 42, tzinfo=UTC)
FONTS = Path(planner.__file__).parent / "static" / "fonts"


def plan(pages: int = 14) -> bytes:
    """A tagged PDF of about the length of a real plan, with tables."""
    row = "<tr><td>学术拜访</td><td>人民医院</td><td>2027年3月</td><td>每月两次</td></tr>"
    page = f"<section><h1>计划</h1><p>{'科室会与学术拜访按月安排。' * 40}</p><table>{row * 12}</table></section>"
    face = f"@font-face {{ font-family: Plan; src: url({(FONTS / 'NotoSansSC-Regular.ttf').as_uri()}) }}"
    style = f"<style>{face} body {{ font-family: Plan }} section {{ break-after: page }}</style>"
    return bytes(weasyprint.HTML(string=f"<html lang=zh><title>计划</title>{style}{page * pages}").write_pdf(pdf_variant="pdf/a-3a"))


def signers() -> list[LocalSigner]:
    """One signer for each role, from one authority."""
    authority = Authority.create("衡屿医药有限公司", moment=NOW)
    made = []
    for number, _ in enumerate(SIGNING_ORDER):
        key = new_private_key()
        certificate = authority.issue_person(
            name="周亦宁",
            employee_number=str(number),
            company="衡屿医药有限公司",
            public_key=key.public_key(),
            crl_url="https://plans.example/crl",
            moment=NOW,
        )
        made.append(LocalSigner(certificate, (authority.certificate,), key))
    return made


def sign_three_times(prepared: bytes, people: list[LocalSigner], fonts: StampFonts) -> tuple[float, bytes]:
    """Seconds for three signatures, and the file."""
    began = time.perf_counter()
    for role, person in zip(SIGNING_ORDER, people, strict=True):
        words = ("周亦宁", "医药代表，云川片区", "我写了这份计划，内容属实，我会按批准的版本执行。")
        prepared = person.sign(prepared, SignatureRequest(role, *words, words[2], NOW, fonts))
    return time.perf_counter() - began, prepared


def main() -> int:
    """Print the figures."""
    fonts, people, paper = StampFonts.vendored(FONTS), signers(), plan()
    stamped = prepare(paper, [FieldBox(role, -1, (52, 560 - 144 * i, 544, 686 - 144 * i)) for i, role in enumerate(SIGNING_ORDER)], fonts)
    bare = prepare(paper, [FieldBox(role, -1, (0, 0, 0, 0)) for role in SIGNING_ORDER], fonts)
    sign_three_times(stamped, people, fonts)  # opens the fonts
    pairs = [(sign_three_times(stamped, people, fonts), sign_three_times(bare, people, fonts)[0]) for _ in range(ROUNDS)]
    visible, floor = median(pair[0][0] for pair in pairs), median(pair[1] for pair in pairs)
    signed, roots = pairs[-1][0][1], [people[0].chain[0]]
    began = time.perf_counter()
    sound = examine(signed, roots).sound
    direct = time.perf_counter() - began
    began = time.perf_counter()
    sound = examine_bounded(signed, roots).sound and sound
    bounded = time.perf_counter() - began
    sys.stdout.write(
        f"sign three times with stamps   {visible:6.3f} s   {visible / floor:4.1f} x invisible signatures ({floor:.3f} s)\n"
        f"examine the signed plan        {direct:6.3f} s   in a child process {bounded:.3f} s   {'sound' if sound else 'NOT SOUND'}\n"
    )
    return 0 if sound else 1


if __name__ == "__main__":
    raise SystemExit(main())
