"""Which language this request speaks: the switch first, then the person's own, then the browser's wish, Chinese at last."""

from functools import lru_cache
from typing import Any

from flask import current_app, g, has_request_context, request
from werkzeug.datastructures import LanguageAccept
from werkzeug.http import parse_accept_header

from planner.kernel.i18n import Language, Text, wording

_COOKIE = "language"
_here = g._get_current_object  # a proxy looks up its object for every attribute, and then the attribute
TAGS: dict[Language, str] = {"zh": "zh-CN", "en": "en"}


def language() -> Language:
    """The language of this request; Chinese outside of one."""
    try:
        chosen: Language | None = _here().get("language")  # a page asks hundreds of times, so the usual way is the short one
    except RuntimeError:
        return "zh"
    if chosen is None:
        if not has_request_context():
            return "zh"
        chosen = g.language = _choose()
    return chosen


def _choose() -> Language:
    actor = g.get("actor")
    for wish in (request.cookies.get(cookie()), actor.language if actor else None):
        if wish == "zh":
            return "zh"
        if wish == "en":
            return "en"
    return _wished(request.headers.get("Accept-Language", ""))


@lru_cache(maxsize=256)
def _wished(header: str) -> Language:
    """What a browser asks for; only the two we speak are compared, so "de, en;q=0.8" gets English and "de" alone gets Chinese."""
    accepted = parse_accept_header(header, LanguageAccept)
    best = accepted.best_match(["zh", "zh-CN", "zh-TW", "zh-HK", "en", "en-US", "en-GB"], default="zh")
    return "en" if best.startswith("en") else "zh"


def cookie() -> str:
    """Name of the cookie that keeps the switch."""
    return host_only(_COOKIE)


def host_only(name: str) -> str:
    """A cookie's name that a browser takes from this very host over https alone, where people come by https."""
    return f"__Host-{name}" if current_app.config["SESSION_COOKIE_SECURE"] else name


def locale() -> str:
    """The same for Babel."""
    return "en_GB" if language() == "en" else "zh_CN"


def t(zh: str | Text, en: str = "", en_one: str | None = None, **values: Any) -> str:
    """One message in the language of the request: `t("保存", "Save")`, `t(a_text)`, `t("{n} 处", "{n} places", "1 place", n=n)`."""
    if isinstance(zh, Text):
        return zh.in_(language(), **values)
    return wording(zh, en, en_one, language(), values)


def dot() -> str:
    """Between facts on one line: the Chinese middle dot stands alone, the Latin one between spaces."""
    return "・" if language() == "zh" else " · "
