"""The settings of signing: how far signatures go, and which timestamp servers vouch for their time."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from planner.kernel.i18n import Text
from planner.settings.wrong import BadSetting

PROFILES = ("B-B", "B-T", "B-LT", "B-LTA")
_CERTIFICATE = re.compile(rb"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----\s?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class SigningSettings:
    """What `SIGNATURE_PROFILE`, `TSA_URLS` and `TSA_ROOTS` say.

    :param profile: PAdES level aimed at
    :param tsa_urls: RFC 3161 servers in the order in which they are asked
    :param tsa_roots: the certificates their timestamps must lead to, PEM each
    """

    profile: str = "B-B"
    tsa_urls: tuple[str, ...] = ()
    tsa_roots: tuple[bytes, ...] = ()

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> "SigningSettings":
        """Read them; without servers signatures are B-B, with servers B-T unless more is asked for.

        :raises BadSetting: a value is not understood, or the profile needs a server and none is named
        """
        urls = tuple(part.strip() for part in environ.get("TSA_URLS", "").split(",") if part.strip())
        if any(not _is_server(url) for url in urls):
            raise BadSetting(
                Text(
                    "TSA_URLS 应是逗号隔开的 http:// 或 https:// 地址。",
                    "TSA_URLS takes http:// or https:// addresses, separated by commas.",
                )
            )
        profile = environ.get("SIGNATURE_PROFILE", "").strip().upper() or ("B-T" if urls else "B-B")
        if profile not in PROFILES:
            raise BadSetting(
                Text("SIGNATURE_PROFILE 只能是 B-B、B-T、B-LT 或 B-LTA。", "SIGNATURE_PROFILE is B-B, B-T, B-LT or B-LTA, nothing else.")
            )
        if profile != "B-B" and not urls:
            raise BadSetting(Text("{p} 签名需要 TSA_URLS。", "Signatures of profile {p} need TSA_URLS.").with_(p=profile))
        return cls(profile, urls, _roots(environ) if urls else ())


def _is_server(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:  # a port that is none
        return False


def _roots(environ: Mapping[str, str]) -> tuple[bytes, ...]:
    name = environ.get("TSA_ROOTS", "").strip()
    if not name:
        raise BadSetting(
            Text(
                "设置了 TSA_URLS，就要用 TSA_ROOTS 指定时间戳服务的根证书文件（PEM）。",
                "TSA_URLS needs TSA_ROOTS too: a file with the root certificates of the timestamp servers, PEM.",
            )
        )
    try:
        found = tuple(_CERTIFICATE.findall(Path(name).read_bytes()))
    except OSError as failure:
        raise BadSetting(Text("读不到 TSA_ROOTS（{path}）。", "TSA_ROOTS cannot be read from {path}.").with_(path=name)) from failure
    if not found:
        raise BadSetting(Text("{path} 里没有 PEM 证书。", "{path} holds no PEM certificate.").with_(path=name))
    return found
