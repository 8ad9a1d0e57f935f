"""Handing a mail over: to a mail server, or to a folder in the demo."""

import os
import smtplib
import ssl
from dataclasses import dataclass, field
from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path
from typing import Literal, Protocol

TIMEOUT = 20.0
"""Seconds one answer of the mail server may take."""


HERE = ("127.0.0.1", "::1", "localhost")
"""Hosts to which a password goes over no wire."""


class MailDown(Exception):
    """The mail server cannot be used right now; trying the next mail would only take time."""


class MailRefused(Exception):
    """The server does not take this mail.

    :param for_good: it never will
    """

    def __init__(self, why: str, *, for_good: bool) -> None:
        super().__init__(why)
        self.for_good = for_good


class Postman(Protocol):
    """Whoever takes a mail. `deliver` puts the sender's address in."""

    def deliver(self, message: EmailMessage) -> None:
        """Hand it over.

        :raises MailDown: nothing goes out now
        :raises MailRefused: this one does not
        """


@dataclass(frozen=True, slots=True)
class SmtpPostman:
    """A mail server.

    :param security: `tls` from the first byte, `starttls` before anything is said, `try` takes STARTTLS where it is offered
    :param user: empty for a server that asks for none; name and password are never sent in the clear to another machine
    """

    host: str
    port: int
    security: Literal["tls", "starttls", "try"]
    sender: str
    user: str = ""
    password: str = field(default="", repr=False)
    timeout: float = TIMEOUT

    def deliver(self, message: EmailMessage) -> None:
        """See `Postman`; one connection for each mail."""
        message["From"] = _sender(message, self.sender)
        try:
            with self._connect() as server:
                server.send_message(message)
        except smtplib.SMTPRecipientsRefused as refusal:
            code, words = next(iter(refusal.recipients.values()))
            raise MailRefused(_line(code, words), for_good=code >= 500) from refusal
        except (smtplib.SMTPDataError, smtplib.SMTPSenderRefused) as refusal:
            raise MailRefused(_line(refusal.smtp_code, refusal.smtp_error), for_good=False) from refusal
        except smtplib.SMTPResponseException as refusal:
            raise MailDown(_line(refusal.smtp_code, refusal.smtp_error)) from refusal
        except (smtplib.SMTPException, OSError) as failure:
            raise MailDown(f"{type(failure).__name__}: {failure}"[:300]) from failure

    def _connect(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(self.host, self.port, timeout=self.timeout, context=context)
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=self.timeout)
        try:
            self._greet(server, context)
        except BaseException:
            server.close()
            raise
        return server

    def _greet(self, server: smtplib.SMTP, context: ssl.SSLContext) -> None:
        server.ehlo_or_helo_if_needed()
        secret = self.security == "tls"
        if not secret and (self.security == "starttls" or server.has_extn("starttls")):
            server.starttls(context=context)
            server.ehlo_or_helo_if_needed()
            secret = True
        if not self.user:
            return
        if not secret and self.host not in HERE:
            raise MailDown("the server offers no encryption, so name and password were not sent")
        server.login(self.user, self.password)


@dataclass(frozen=True, slots=True)
class FolderPostman:
    """The demo's: each mail is a file `<Message-ID>.eml` that a mail program opens."""

    folder: Path
    sender: str

    def deliver(self, message: EmailMessage) -> None:
        """See `Postman`."""
        message["From"] = _sender(message, self.sender)
        name = str(message["Message-ID"]).strip("<>").partition("@")[0]
        part, whole = self.folder / f".{name}.{os.getpid()}", self.folder / f"{name}.eml"
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            part.write_bytes(bytes(message))
            part.replace(whole)
        except OSError as failure:
            raise MailDown(str(failure)[:300]) from failure


def _sender(message: EmailMessage, address: str) -> Address:
    """The address under the name that the mail gives itself, if it gives one."""
    return Address(display_name=str(message["Organization"] or ""), addr_spec=address)


def _line(code: int, words: bytes | str) -> str:
    said = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    return f"{code} {' '.join(said.split())}"[:300]
