"""The settings of the company's authority: its own by default, or an issuer given by file or token."""

import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from planner.kernel.i18n import Text
from planner.settings.wrong import BadSetting

_BOTH = Text("AUTHORITY_PKCS12 和 AUTHORITY_PKCS11 只能设置一个。", "Set AUTHORITY_PKCS12 or AUTHORITY_PKCS11, not both.")
_OTHERS_MAY_READ = stat.S_IROTH | stat.S_IWOTH
_NAMES = ("AUTHORITY_PKCS12", "AUTHORITY_PKCS11")
_REST = ("AUTHORITY_CHAIN", "AUTHORITY_PASSWORD", "AUTHORITY_TOKEN", "AUTHORITY_KEY", "AUTHORITY_PIN")

ReadSecret = Callable[[Path, str], str]
"""Reads a secret out of a file that others cannot read; by its name in messages."""


@dataclass(frozen=True, slots=True)
class AuthoritySettings:
    """What the settings `AUTHORITY_…` say; all empty for an authority of our own making.

    :param pkcs12: the file with key and certificates, None for none
    :param password: opens it
    :param module: path of a PKCS#11 module, empty for none
    :param token: label of the token
    :param key: label of the key in it
    :param pin: opens it
    :param chain: PEM: with a token the issuer's certificate and then those above it, with a file those it lacks
    """

    pkcs12: bytes | None = field(default=None, repr=False)
    password: str = field(default="", repr=False)
    module: str = ""
    token: str = ""
    key: str = ""
    pin: str = field(default="", repr=False)
    chain: bytes = b""

    @classmethod
    def from_env(cls, environ: Mapping[str, str], read_secret: ReadSecret) -> "AuthoritySettings":
        """Read them; what belongs to no issuer is refused, so that a slip of the pen does not leave the company's own in force.

        :raises BadSetting: a part is missing, unreadable, or readable by others
        """
        file, module = (environ.get(name, "").strip() for name in _NAMES)
        if file and module:
            raise BadSetting(_BOTH)
        stray = [name for name in _REST if environ.get(name) or environ.get(f"{name}_FILE")]
        if not (file or module):
            if stray:
                raise BadSetting(
                    Text(
                        "设置了 {name}，却没有 AUTHORITY_PKCS12 或 AUTHORITY_PKCS11。",
                        "{name} is set, but neither AUTHORITY_PKCS12 nor AUTHORITY_PKCS11.",
                    ).with_(name=stray[0])
                )
            return cls()
        chain = _read(environ.get("AUTHORITY_CHAIN", "").strip(), "AUTHORITY_CHAIN")
        if file:
            key = _read(file, "AUTHORITY_PKCS12", private=True)
            return cls(pkcs12=key, password=_secret(environ, "AUTHORITY_PASSWORD", read_secret), chain=chain)
        token, label = _needed(environ, "AUTHORITY_TOKEN"), _needed(environ, "AUTHORITY_KEY")
        _needed(environ, "AUTHORITY_CHAIN")
        return cls(module=module, token=token, key=label, pin=_secret(environ, "AUTHORITY_PIN", read_secret), chain=chain)


def _needed(environ: Mapping[str, str], name: str) -> str:
    value = environ.get(name, "").strip()
    if not value:
        raise BadSetting(Text("缺少 {name}。", "{name} is missing.").with_(name=name))
    return value


def _secret(environ: Mapping[str, str], name: str, read_secret: ReadSecret) -> str:
    value, file = environ.get(name, ""), environ.get(f"{name}_FILE", "")
    if value and file:
        raise BadSetting(Text("{name} 和 {name}_FILE 只能设置一个。", "Set {name} or {name}_FILE, not both.").with_(name=name))
    value = read_secret(Path(file), f"{name}_FILE") if file else value
    if not value:
        raise BadSetting(Text("缺少 {name} 或 {name}_FILE。", "{name} or {name}_FILE is missing.").with_(name=name))
    return value


def _read(path: str, name: str, *, private: bool = False) -> bytes:
    if not path:
        return b""
    try:
        if private and Path(path).stat().st_mode & _OTHERS_MAY_READ:
            raise BadSetting(
                Text("{path} 对其他用户可读，请改成 0600。", "{path} can be read by everybody; make it 0600.").with_(path=path)
            )
        return Path(path).read_bytes()
    except OSError as failure:
        raise BadSetting(Text("读不到 {name}（{path}）。", "{name} cannot be read from {path}.").with_(name=name, path=path)) from failure
