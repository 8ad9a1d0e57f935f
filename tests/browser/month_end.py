"""What the month leaves behind: what the trail says of each of its days, and what people take away at its end."""

import csv
import io
import json
import zipfile
from email import message_from_bytes, policy
from pathlib import Path

from tests.browser import paper
from tests.browser.month import KINDS, Month

APPROVED = ("territory", "patient-education", "launch", "omnichannel")
"""In this order, the longest waiting first, the manager approves what is left."""

TRAIL: dict[int, list[str]] = {
    1: ["finding.explain key-account 周亦宁", "pack.change", *(f"plan.submit {kind} 周亦宁" for kind in KINDS)],
    2: [
        "plan.reassign omnichannel 陆知微",
        "plan.claim launch 陆知微",
        "proposal.add launch 陆知微",
        "plan.return launch 陆知微",
        "proposal.take launch 周亦宁",
        "plan.submit launch 周亦宁",
        "plan.claim launch 陆知微",
    ],
    3: [
        "plan.claim key-account 陆知微",
        "delegation.give 顾清和",
        "finding.decide key-account 程砚 for 顾清和",
        "plan.pass key-account 陆知微",
    ],
    4: [
        "plan.claim territory 陆知微",
        "plan.pass territory 陆知微",
        "plan.recall_pass territory 陆知微",
        "plan.pass territory 陆知微",
    ],
    6: [
        "plan.claim patient-education 陆知微",
        "plan.pass patient-education 陆知微",
        "plan.pass launch 陆知微",
        "plan.claim omnichannel 程砚",
        "plan.pass omnichannel 程砚",
    ],
    7: [
        "delegation.give 韩牧之",
        "plan.open_to_sign key-account 唐予安 for 韩牧之",
        "plan.approve key-account 唐予安 for 韩牧之",
        "file.export key-account 唐予安 for 韩牧之",
    ],
    9: [
        "delegation.end 韩牧之",
        *(f"{event} {kind} 韩牧之" for kind in APPROVED for event in ("plan.open_to_sign", "plan.approve", "file.export")),
    ],
    10: [
        "plan.amend launch 周亦宁",
        "plan.submit launch 周亦宁",
        "plan.claim launch 陆知微",
        "plan.pass launch 陆知微",
        "plan.open_to_sign launch 韩牧之",
        "plan.supersede launch",
        "plan.approve launch 韩牧之",
        "file.export launch 韩牧之",
    ],
    11: ["plan.withdraw omnichannel 韩牧之"],
}
"""Working day → what happened on it, as `Month.news` tells it."""


def check_zip(month: Month, archive: Path) -> None:
    """The very files that were signed, of the plans that are in force, and a list of them."""
    kinds = [kind for kind in month.plans if month.state(kind) == "approved"]
    with zipfile.ZipFile(archive) as packed:
        listed = {one["number"]: one for one in json.loads(packed.read("manifest.json"))["plans"]}
        assert set(listed) == {month.plans[kind] for kind in kinds}
        for kind in kinds:
            assert packed.read(listed[month.plans[kind]]["file"]) == month.files[kind].read_bytes()


def check_story(table: Path, printed: Path) -> None:
    """The plan with the exception: everybody who acted on it, and for whom, as a table and on paper."""
    rows = list(csv.DictReader(io.StringIO(table.read_text("utf-8-sig"))))
    words = paper.words_of(printed)
    for who, behalf, what in (
        ("周亦宁", "", "签名并提交"),
        ("陆知微", "", "合规通过并签名"),
        ("程砚", "顾清和", "决定了一处提示"),
        ("唐予安", "韩牧之", "批准并签名"),
    ):
        assert any((row["人员"], row["代"], row["做了什么"]) == (who, behalf, what) for row in rows), (who, behalf, what)
        assert who in words and behalf in words and what in words


def check_mails(month: Month, written: tuple[str, ...]) -> None:
    """Whoever had something to do was written to; no mail repeats a word of a plan or of a reason."""
    paper.at_console(month.site, "notices", "send")
    mails = [message_from_bytes(file.read_bytes(), policy=policy.default) for file in (month.folder / "data" / "mail").glob("*.eml")]
    told = " ".join(str(mail["To"]) for mail in mails)
    for name in ("zhou.yining", "lu.zhiwei", "cheng.yan", "han.muzhi", "tang.yuan"):
        assert f"{name}@hengyu.example" in told
    texts = [part.get_content() for mail in mails for part in mail.walk() if part.get_content_maintype() == "text"]
    assert texts and not [words for words in written if any(words in text for text in texts)]


def check_trail(month: Month) -> None:
    """The chain, the checkpoint outside, every frozen content and every file in people's hands fit together."""
    said = paper.at_console(month.site, "audit", "verify", *(str(file) for file in month.files.values()))
    assert said.count("✓") == 3 + len(month.files)
    assert "✗" not in said
