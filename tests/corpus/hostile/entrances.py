"""The four doors through which a file comes in, as a browser goes through them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import requests

from planner.seeds.company import PASSWORD

BORDER = "----border7c1f0b"
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
SAID = re.compile(r'role="alert"|aria-invalid="true"|pw-hint|pw-answer--|pw-error|id="[^"]*-error"')
"""What a person reads when a file was not taken, or what came of it."""
SECONDS = 90


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one file at one door.

    :param refused: it was told why not
    :param fault: what should not have happened, empty when nothing did
    """

    status: int
    refused: bool
    fault: str = ""


@dataclass(slots=True)
class Visitor:
    """Somebody with a browser that has no scripts."""

    url: str
    person: str = ""
    session: requests.Session = field(default_factory=requests.Session)
    token: str = ""

    def __post_init__(self) -> None:
        """Sign in, or come as a stranger."""
        self.session.headers.update({"Accept-Language": "zh-CN", "Sec-Fetch-Site": "same-origin"})
        self.look("/sign-in")
        if self.person:
            self.post("/sign-in", {"login": self.person, "password": PASSWORD})
            self.look("/account")

    def look(self, path: str) -> requests.Response:
        """Read a page."""
        return self._kept(self.session.get(self.url + path, timeout=SECONDS))

    def post(self, path: str, fields: Mapping[str, str]) -> requests.Response:
        """Send a form."""
        form = {"csrf_token": self.token, **fields}
        return self._kept(self.session.post(self.url + path, data=form, timeout=SECONDS, allow_redirects=False))

    def hand_in(self, path: str, part: str, name: str, data: bytes, fields: Mapping[str, str] | None = None) -> requests.Response:
        """Send a form with a file whose name is sent byte for byte, as no library would."""
        body = b"".join(
            f'--{BORDER}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
            for key, value in {"csrf_token": self.token, **(fields or {})}.items()
        )
        plain = name.encode("utf-8", "surrogatepass").replace(b'"', b'\\"').replace(b"\r\n", b"%0d%0a")
        body += f'--{BORDER}\r\nContent-Disposition: form-data; name="{part}"; filename="'.encode() + plain + b'"\r\n'
        body += b"Content-Type: application/octet-stream\r\n\r\n" + data + f"\r\n--{BORDER}--\r\n".encode()
        kind = {"Content-Type": f"multipart/form-data; boundary={BORDER}"}
        return self._kept(self.session.post(self.url + path, data=body, headers=kind, timeout=SECONDS, allow_redirects=False))

    def _kept(self, answer: requests.Response) -> requests.Response:
        if "text/html" in answer.headers.get("Content-Type", "") and (found := TOKEN.search(answer.text)):
            self.token = found[1]
        return answer


def judged(answer: requests.Response) -> Outcome:
    """Taken, or refused in words; anything else is a fault."""
    status = answer.status_code
    if status >= 500:
        return Outcome(status, False, f"server error {status}")
    if status in (302, 303):
        return Outcome(status, False)
    said = bool(SAID.search(answer.text)) and len(answer.text) > 500
    return Outcome(status, True, "" if said else f"{status} without a word")


class Intake:
    """A new plan from a Word or text file; what is taken is carried to the end: a draft, and the page that says where everything went."""

    name = "new plan from a file"

    def __init__(self, writer: Visitor) -> None:
        self.writer = writer

    def send(self, name: str, data: bytes) -> Outcome:
        """One file."""
        first = self.writer.hand_in("/plans/new/file", "file", name, data)
        outcome = judged(first)
        if outcome.fault or outcome.refused:
            return outcome
        offer = first.headers["Location"]
        shown = self.writer.look(offer)
        begun = self.writer.post(offer, {"kind": "launch"}) if shown.ok else shown
        if begun.status_code != 303:
            return Outcome(begun.status_code, False, f"taken, and then {begun.status_code}")
        last = self.writer.look(begun.headers["Location"])
        tray = self.writer.look(begun.headers["Location"].replace("/intake", "/tray"))
        return Outcome(last.status_code, False, "" if last.ok and tray.ok else f"a draft, and then {last.status_code}, {tray.status_code}")


class Tables:
    """Activities and budget back from a workbook."""

    name = "tables of a draft"

    def __init__(self, writer: Visitor, number: str) -> None:
        self.writer, self.number = writer, number

    def send(self, name: str, data: bytes) -> Outcome:
        """One file."""
        return judged(self.writer.hand_in(f"/plans/{self.number}/tables/import", "file", name, data))


class Verify:
    """The public page."""

    name = "verify page"

    def __init__(self, stranger: Visitor) -> None:
        self.stranger = stranger

    def send(self, name: str, data: bytes) -> Outcome:
        """One file."""
        return judged(self.stranger.hand_in("/verify", "file", name, data))


class Paper:
    """The paper of an exception; what is taken is fetched again as a download, and then taken back."""

    name = "paper of an exception"

    def __init__(self, officer: Visitor, number: str, fingerprint: str) -> None:
        self.officer, self.number, self.fingerprint = officer, number, fingerprint

    def send(self, name: str, data: bytes) -> Outcome:
        """One file."""
        at = f"/review/{self.number}/findings/{self.fingerprint}"
        grant = {"outcome": "exception", "reason_class": "approved_project", "note": "依据见附件。", "until": "", "seen": ""}
        outcome = judged(self.officer.hand_in(f"{at}/decide", "paper", name, data, grant))
        if outcome.fault or outcome.refused:
            return outcome
        paper = re.search(rf"/review/{self.number}/papers/[0-9a-f]{{64}}", self.officer.look(f"/review/{self.number}").text)
        fault = _as_a_download(self.officer.look(paper[0]), data) if paper else "taken, and shown nowhere"
        self.officer.post(f"{at}/undo", {})
        return Outcome(outcome.status, False, fault)


def _as_a_download(answer: requests.Response, data: bytes) -> str:
    """A file comes back as it was, and no browser shows it as a page of ours."""
    head = answer.headers
    wanted = (
        answer.content == data,
        head.get("Content-Disposition", "").startswith("attachment"),
        head.get("X-Content-Type-Options") == "nosniff",
        "sandbox" in head.get("Content-Security-Policy", ""),
        "X-Injected" not in head,
    )
    return "" if all(wanted) else f"given back wrongly: {wanted} {head}"
