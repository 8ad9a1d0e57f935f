"""The settings of mails: the server they leave by, and whom they come from."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from planner.kernel.i18n import Text
from planner.settings.wrong import BadSetting


def smtp_url(environ: Mapping[str, str], read_secret: Callable[[Path, str], str]) -> str:
    """The mail server with name and password; empty for none.

    :raises BadSetting: not an address of a mail server, or its file cannot be read
    """
    file = environ.get("SMTP_URL_FILE", "")
    url = read_secret(Path(file), "SMTP_URL") if file else environ.get("SMTP_URL", "").strip()
    if not url:
        return ""
    parts = urlsplit(url)
    try:
        known = parts.scheme in ("smtp", "smtps") and bool(parts.hostname) and parts.port != 0 and parts.path in ("", "/")
    except ValueError:  # a port that is none
        known = False
    if not known or bool(parts.username) != bool(parts.password):
        raise BadSetting(
            Text("SMTP_URL 应是 smtp://用户:密码@主机:端口 或 smtps://…。", "SMTP_URL must be smtp://user:password@host:port or smtps://….")
        )
    return url


def mail_from(environ: Mapping[str, str], public_url: str) -> str:
    """The address that mails come from.

    :raises BadSetting: not an address
    """
    host = urlsplit(public_url).hostname or ""
    ours = "localhost" if re.fullmatch(r"[0-9.]+|.*:.*", host) else host  # a bare number is no mail domain
    address = environ.get("MAIL_FROM", "").strip() or f"planner@{ours}"
    if not re.fullmatch(r"[!-?A-~]+@[!-?A-~]+", address):  # printable, without spaces, one @
        raise BadSetting(Text("MAIL_FROM 应是一个邮箱地址。", "MAIL_FROM must be one e-mail address."))
    return address
