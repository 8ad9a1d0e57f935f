"""The settings of signing in with the company's account (OpenID Connect)."""

import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from planner.kernel.i18n import Text
from planner.settings.wrong import BadSetting

_OTHERS_MAY_READ = stat.S_IROTH | stat.S_IWOTH
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True)
class OidcSettings:
    """What the `OIDC_…` settings say; an empty issuer means that there is no such sign-in.

    :param issuer: as the provider writes it in its tokens
    :param client_id: who we are to it
    :param client_secret: how we prove that
    :param name: what people call it, on the button
    :param only: passwords open nothing, but for `break_glass`
    :param break_glass: e-mail of the one person whose password still counts then
    :param trusts_mfa: no second factor of ours after a sign-in of which the provider says that it had one
    """

    issuer: str = ""
    client_id: str = ""
    client_secret: str = field(default="", repr=False)
    name: str = ""
    only: bool = False
    break_glass: str = ""
    trusts_mfa: bool = False

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> "OidcSettings":
        """Read them; without `OIDC_ISSUER` none of the others may be set.

        :raises BadSetting: something is missing, not understood, or readable by others
        """
        given = {name: value.strip() for name, value in environ.items() if name.startswith("OIDC_") and value.strip()}
        issuer = given.get("OIDC_ISSUER", "")
        if not issuer:
            if given:
                raise BadSetting(
                    Text("设置了 {names}，但没有 OIDC_ISSUER。", "{names} is set, but OIDC_ISSUER is not.").with_(
                        names=", ".join(sorted(given))
                    )
                )
            return cls()
        _check_issuer(issuer)
        for name in ("OIDC_CLIENT_ID", "OIDC_CLIENT_SECRET_FILE"):
            if name not in given:
                raise BadSetting(Text("有 OIDC_ISSUER，还要设置 {name}。", "With OIDC_ISSUER, {name} is needed too.").with_(name=name))
        only, break_glass = _yes(given, "OIDC_ONLY"), given.get("OIDC_BREAK_GLASS", "").lower()
        if only and "@" not in break_glass:
            raise BadSetting(
                Text(
                    "OIDC_ONLY=yes 时，要用 OIDC_BREAK_GLASS 写明一位仍可用密码登录的管理员的邮箱，以免谁也进不来。",
                    "OIDC_ONLY=yes needs OIDC_BREAK_GLASS, the e-mail of one administrator whose password still counts, lest nobody gets in.",
                )
            )
        return cls(
            issuer=issuer,
            client_id=given["OIDC_CLIENT_ID"],
            client_secret=_secret(Path(given["OIDC_CLIENT_SECRET_FILE"])),
            name=given.get("OIDC_NAME", ""),
            only=only,
            break_glass=break_glass,
            trusts_mfa=_yes(given, "OIDC_TRUST_MFA"),
        )


def _check_issuer(issuer: str) -> None:
    try:
        parts = urlsplit(issuer)
        known = bool(parts.hostname) and parts.port != 0 and not (parts.query or parts.fragment or parts.username)
        known = known and (parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK))
    except ValueError:  # a port that is none
        known = False
    if not known:
        raise BadSetting(Text("OIDC_ISSUER 应是 https:// 开头的地址。", "OIDC_ISSUER must be an address that begins with https://."))


def _yes(given: Mapping[str, str], name: str) -> bool:
    value = given.get(name, "no").lower()
    if value not in ("yes", "no"):
        raise BadSetting(Text("{name} 只能是 yes 或 no。", "{name} is either yes or no.").with_(name=name))
    return value == "yes"


def _secret(path: Path) -> str:
    try:
        if path.stat().st_mode & _OTHERS_MAY_READ:
            raise BadSetting(
                Text("{path} 对其他用户可读，请改成 0600。", "{path} can be read by everybody; make it 0600.").with_(path=str(path))
            )
        found = path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as failure:
        raise BadSetting(
            Text("读不到 OIDC_CLIENT_SECRET_FILE（{path}）。", "OIDC_CLIENT_SECRET_FILE cannot be read from {path}.").with_(path=str(path))
        ) from failure
    if not found:
        raise BadSetting(Text("{path} 是空的。", "{path} is empty.").with_(path=str(path)))
    return found
