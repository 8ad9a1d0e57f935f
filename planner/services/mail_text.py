"""A mail from notices: subject, plain text and simple HTML, in the reader's language. Never words of a plan."""

from collections.abc import Sequence
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from functools import cache
from importlib.resources import files
from urllib.parse import urlsplit

from jinja2 import FunctionLoader, StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from planner.kernel.clock import day_text, local
from planner.kernel.i18n import Language, Text
from planner.services.house import House
from planner.services.notice_kinds import BY_LINK
from planner.services.notice_words import Told

SEVERAL = Text("工作计划簿：{n} 条通知", "Plan Workbook: {n} notices")
SENDER_NAME = Text("{company}工作计划簿", "{company} Plan Workbook")
MOMENT = Text("{day} {time}（北京时间）", "{day} {time} (Beijing time)")
_FOLDER = files("planner") / "templates/mail"


def write_mail(house: House, to: str, language: Language, notices: Sequence[Told], batch: str) -> EmailMessage:
    """The message that brings these notices; the sender's address is put in by whoever sends it.

    :param to: e-mail address of the reader
    :param batch: makes the Message-ID, so that a second try is known as the same mail
    :raises ValueError: the address is none, or holds what would break a header
    """
    message = EmailMessage(policy=SMTP)
    message["Subject"] = notices[0].what.in_(language) if len(notices) == 1 else SEVERAL.in_(language, n=len(notices))
    message["To"] = Address(addr_spec=to)
    message["Organization"] = SENDER_NAME.in_(language, company=house.company)
    message["Date"] = format_datetime(house.clock())
    message["Message-ID"] = f"<{batch}@{urlsplit(house.public_url).hostname or 'localhost'}>"
    message["Auto-Submitted"] = "auto-generated"  # no holiday answers, please
    values = {
        "language": language,
        "settings": any(told.kind not in BY_LINK for told in notices),  # whoever is invited cannot sign in yet
        "notices": notices,
        "site": house.public_url,
        "company": house.company,
        "t": lambda zh, en, en_one=None, **more: Text(zh, en, en_one).in_(language, **more),
        "words": lambda text: text.in_(language),
        "moment": lambda told: MOMENT.with_(day=day_text(local(told.at).date()).in_(language), time=f"{local(told.at):%H:%M}").in_(
            language
        ),
    }
    message.set_content(_templates().get_template("notices.txt").render(values))
    message.add_alternative(_templates().get_template("notices.html").render(values), subtype="html")
    message["Content-Language"] = {"zh": "zh-CN", "en": "en"}[language]  # last: parts take what stands there with them
    return message


@cache
def _templates() -> ImmutableSandboxedEnvironment:
    return ImmutableSandboxedEnvironment(
        loader=FunctionLoader(lambda name: ((_FOLDER / name).read_text("utf-8"), name, lambda: True)),
        autoescape=lambda name: bool(name and name.endswith(".html")),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
