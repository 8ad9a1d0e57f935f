"""The settings of whoever keeps people's signing keys: this installation, or a provider by the API of the Cloud Signature Consortium."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from planner.kernel.i18n import Text
from planner.settings.wrong import BadSetting

ReadSecret = Callable[[Path, str], str]
"""Reads a secret out of a file that others cannot read; by its name in messages."""
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_CERTIFICATE = re.compile(rb"-----BEGIN CERTIFICATE-----.+?-----END CERTIFICATE-----\s?", re.DOTALL)
_NEEDED = ("CSC_URL", "CSC_CLIENT_ID", "CSC_ROOTS")


@dataclass(frozen=True, slots=True)
class CscSettings:
    """What `SIGNER` and the settings `CSC_…` say.

    :param url: base of the provider's API, empty where keys are kept here
    :param client_id, client_secret: how we prove there who we are
    :param roots: PEM each; what the provider's certificates must lead to, and what stays trusted of one that was used before
    """

    url: str = ""
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    roots: tuple[bytes, ...] = ()

    @classmethod
    def from_env(cls, environ: Mapping[str, str], read_secret: ReadSecret, profile: str = "B-B") -> "CscSettings":
        """Read them.

        :param profile: PAdES level aimed at
        :raises BadSetting: something is missing, stray, not understood, or readable by others
        """
        signer = environ.get("SIGNER", "").strip() or "local"
        if signer not in ("local", "csc"):
            raise BadSetting(Text("SIGNER 只能是 local 或 csc。", "SIGNER is either local or csc."))
        given = {name: value.strip() for name, value in environ.items() if name.startswith("CSC_") and value.strip()}
        if signer == "local":
            if stray := sorted(set(given) - {"CSC_ROOTS"}):
                raise BadSetting(
                    Text("设置了 {names}，SIGNER 却不是 csc。", "{names} is set, but SIGNER is not csc.").with_(names=", ".join(stray))
                )
            return cls(roots=_roots(given["CSC_ROOTS"]) if given else ())
        for name in _NEEDED:
            if name not in given:
                raise BadSetting(Text("SIGNER=csc 还要设置 {name}。", "With SIGNER=csc, {name} is needed too.").with_(name=name))
        if profile not in ("B-B", "B-T"):
            raise BadSetting(
                Text(
                    "SIGNER=csc 时 SIGNATURE_PROFILE 最多到 B-T：服务商的吊销列表不在我们手里。",
                    "With SIGNER=csc, SIGNATURE_PROFILE reaches B-T at most: the provider's revocation lists are not ours to embed.",
                )
            )
        return cls(_url(given["CSC_URL"]), given["CSC_CLIENT_ID"], _secret(given, read_secret), _roots(given["CSC_ROOTS"]))


def _url(text: str) -> str:
    """PINs go there: in clear only within this machine."""
    text = text.rstrip("/")
    try:
        parts = urlsplit(text)
        good = bool(parts.hostname) and parts.port != 0 and not (parts.query or parts.fragment or parts.username or parts.password)
    except ValueError:  # a port that is none
        good = False
    if not good or not (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK)):
        raise BadSetting(Text("CSC_URL 应是 https://…/csc/v2 这样的地址。", "CSC_URL must be an address like https://…/csc/v2."))
    return text


def _secret(given: Mapping[str, str], read_secret: ReadSecret) -> str:
    value, file = given.get("CSC_CLIENT_SECRET", ""), given.get("CSC_CLIENT_SECRET_FILE", "")
    if bool(value) == bool(file):
        raise BadSetting(
            Text("CSC_CLIENT_SECRET 和 CSC_CLIENT_SECRET_FILE 设置其中一个。", "Set one of CSC_CLIENT_SECRET and CSC_CLIENT_SECRET_FILE.")
        )
    found = value or read_secret(Path(file), "CSC_CLIENT_SECRET")
    if not found:
        raise BadSetting(Text("{path} 是空的。", "{path} is empty.").with_(path=file))
    return found


def _roots(path: str) -> tuple[bytes, ...]:
    try:
        found = tuple(_CERTIFICATE.findall(Path(path).read_bytes()))
    except OSError as failure:
        raise BadSetting(Text("读不到 CSC_ROOTS（{path}）。", "CSC_ROOTS cannot be read from {path}.").with_(path=path)) from failure
    if not found:
        raise BadSetting(Text("{path} 里没有 PEM 证书。", "{path} holds no PEM certificate.").with_(path=path))
    return found
