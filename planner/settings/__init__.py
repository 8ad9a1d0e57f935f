"""Every setting of the product, read once from the environment; only wsgi.py and planner/cli look here. One file for each area."""

import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args
from urllib.parse import urlsplit

from planner.demo_secrets import DEMO_MARK as DEMO_MARK
from planner.demo_secrets import SECRET_NAMES as SECRET_NAMES
from planner.demo_secrets import make_demo_secrets as make_demo_secrets
from planner.kernel.i18n import Text
from planner.settings.authority import AuthoritySettings
from planner.settings.csc import CscSettings
from planner.settings.mail import mail_from, smtp_url
from planner.settings.oidc import OidcSettings
from planner.settings.queue import QueueSettings
from planner.settings.sessions import SessionSettings
from planner.settings.signing import SigningSettings
from planner.settings.wrong import BadSetting as BadSetting

Environment = Literal["demo", "production"]
LogFormat = Literal["text", "json"]

_SHORTEST_SECRET = 32
_NEEDS_ADDRESS = Text(
    "正式环境必须设置 PUBLIC_URL：它会一直留在二维码和吊销列表地址里。",
    "Production needs PUBLIC_URL: it stands in QR codes and revocation addresses for ever.",
)
_KNOWN = frozenset({"PLANNER_DATA", "PLANNER_ENV"})
_DATABASES = ("sqlite", "postgresql+psycopg", "postgresql")
_OTHERS_MAY_READ = stat.S_IROTH | stat.S_IWOTH


@dataclass(frozen=True, slots=True)
class Settings:
    """How this installation runs.

    :param environment: `demo` keeps everything in one folder with secrets of its own making; `production` takes nothing for granted
    :param data: folder for what the embedded deployment keeps (database, demo secrets, demo mails)
    :param database_url: SQLAlchemy URL, SQLite or PostgreSQL
    :param host: address the server listens on
    :param port: TCP port, 1 to 65535
    :param public_url: scheme and host under which people and QR codes reach the product, without a slash at the end
    :param secret_key: signs cookies and form tokens
    :param key_secret: server half of the passphrase that guards signing keys; lives outside database and backup
    :param audit_secret: keys the hash chain of the trail; lives outside the database
    :param secret_key_fallbacks: earlier values of `secret_key` that are still accepted, newest first
    :param trusted_hosts: names the server answers to
    :param proxy_hops: how many proxies of ours stand in front, 0 for none
    :param signing: how far signatures go, and who vouches for their time
    :param csc: the provider that keeps people's keys, where they are not kept here
    :param authority: who issues people's certificates
    :param oidc: signing in with the company's account
    :param queue: what wakes workers
    :param sessions: how long somebody stays signed in
    :param smtp_url: mail server, `smtp://` (STARTTLS where it is offered) or `smtps://`, with name and password; empty for none
    :param mail_from: address that mails come from
    :param metrics_token: what a reader of /metrics must bring; empty for nobody
    :param log_format: `text` for a terminal, `json` for one object a line
    :param traces: whether requests are traced; where to, OpenTelemetry's own variables say
    :param checkpoint: file that knows the end of the trail, better on another disk than the database; the environment always names one
    """

    environment: Environment
    data: Path
    database_url: str = field(repr=False)
    host: str
    port: int
    public_url: str
    secret_key: str = field(repr=False)
    key_secret: str = field(repr=False)
    audit_secret: str = field(repr=False)
    secret_key_fallbacks: tuple[str, ...] = field(repr=False)
    trusted_hosts: tuple[str, ...]
    proxy_hops: int
    checkpoint: Path | None = None
    signing: SigningSettings = field(default_factory=SigningSettings)
    csc: CscSettings = field(default_factory=CscSettings)
    authority: AuthoritySettings = field(default_factory=AuthoritySettings)
    oidc: OidcSettings = field(default_factory=OidcSettings)
    queue: QueueSettings = field(default_factory=QueueSettings)
    sessions: SessionSettings = field(default_factory=SessionSettings)
    smtp_url: str = field(default="", repr=False)
    mail_from: str = "planner@localhost"
    metrics_token: str = field(default="", repr=False)
    log_format: LogFormat = "text"
    traces: bool = False

    @property
    def demo(self) -> bool:
        """Whether this is the demo that `make run` starts."""
        return self.environment == "demo"

    @property
    def mails(self) -> bool:
        """Whether mails leave: to a server, in the demo to a folder."""
        return self.demo or bool(self.smtp_url)

    @property
    def packs(self) -> Path:
        """Folder in which parsed rule packs are kept for the next start; it can be thrown away."""
        return self.data / "cache" / "packs"

    @property
    def https(self) -> bool:
        """Whether people come by https; cookies are `Secure` and `__Host-` exactly then."""
        return self.public_url.startswith("https://")

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> "Settings":
        """Read the settings; nothing is written.

        :raises BadSetting: a value is missing, not understood, too weak, or readable by others
        """
        _refuse_unknown(environ)
        environment = _environment(environ)
        data = data_folder(environ)
        port = _whole(environ, "PORT", 8000, 1, 65535)
        public_url = _public_url(environ, environment, port)
        chosen = {name: _secret(environ, name, environment, data) for name in SECRET_NAMES}
        signing = SigningSettings.from_env(environ)
        if len(set(chosen.values())) < len(chosen):
            raise BadSetting(Text("三个密钥必须各不相同。", "The three secrets must differ from each other."))
        return cls(
            environment=environment,
            data=data,
            database_url=_database_url(environ, data),
            host=environ.get("HOST", "").strip() or "127.0.0.1",
            port=port,
            public_url=public_url,
            secret_key=chosen["SECRET_KEY"],
            key_secret=chosen["KEY_SECRET"],
            audit_secret=chosen["AUDIT_SECRET"],
            secret_key_fallbacks=_names(environ, "SECRET_KEY_FALLBACKS"),
            trusted_hosts=_trusted_hosts(environ, environment, public_url),
            proxy_hops=_whole(environ, "PROXY_HOPS", 0, 0, 10),
            checkpoint=Path(environ.get("TRAIL_CHECKPOINT") or data / "checkpoint" / "trail.json").resolve(),
            signing=signing,
            authority=AuthoritySettings.from_env(environ, _read_secret),
            csc=CscSettings.from_env(environ, _read_secret, signing.profile),
            oidc=OidcSettings.from_env(environ),
            queue=QueueSettings.from_env(environ, data, _read_secret),
            sessions=SessionSettings.from_env(environ),
            smtp_url=smtp_url(environ, _read_secret),
            mail_from=mail_from(environ, public_url),
            metrics_token=_secret(environ, "METRICS_TOKEN", environment, data) if _is_given(environ, "METRICS_TOKEN") else "",
            log_format=_one_of(environ, "LOG_FORMAT", LogFormat, "text" if environment == "demo" else "json"),
            traces=bool(environ.get("OTEL_EXPORTER_OTLP_ENDPOINT", "").strip()),
        )


def data_folder(environ: Mapping[str, str]) -> Path:
    """Return the folder of the embedded deployment, as an absolute path."""
    return Path(environ.get("PLANNER_DATA") or "instance").resolve()


def wants_demo(environ: Mapping[str, str]) -> bool:
    """Whether the environment asks for the demo, the default."""
    return _environment(environ) == "demo"


def _refuse_unknown(environ: Mapping[str, str]) -> None:
    unknown = sorted(name for name in environ if name.startswith("PLANNER_") and name not in _KNOWN)
    if unknown:
        raise BadSetting(
            Text("不认识的设置：{names}。可用的有 {known}。", "Unknown setting: {names}. Known are {known}.").with_(
                names=", ".join(unknown), known=", ".join(sorted(_KNOWN))
            )
        )


def _environment(environ: Mapping[str, str]) -> Environment:
    chosen: Environment = _one_of(environ, "PLANNER_ENV", Environment, "demo")
    return chosen


def _one_of(environ: Mapping[str, str], name: str, words: Any, default: str) -> Any:
    value, known = environ.get(name) or default, get_args(words)
    if value not in known:
        raise BadSetting(
            Text("{name} 只能是 {one} 或 {two}。", "{name} is either {one} or {two}.").with_(name=name, one=known[0], two=known[1])
        )
    return value


def _whole(environ: Mapping[str, str], name: str, default: int, low: int, high: int) -> int:
    text = environ.get(name, "")
    if not text:
        return default
    if not (text.isascii() and text.isdigit() and low <= int(text) <= high):
        raise BadSetting(
            Text("{name} 应是 {low} 到 {high} 之间的整数。", "{name} must be a whole number from {low} to {high}.").with_(
                name=name, low=low, high=high
            )
        )
    return int(text)


def _names(environ: Mapping[str, str], name: str) -> tuple[str, ...]:
    return tuple(part for part in (part.strip() for part in environ.get(name, "").split(",")) if part)


def _public_url(environ: Mapping[str, str], environment: Environment, port: int) -> str:
    text = environ.get("PUBLIC_URL", "").strip().rstrip("/")
    if not text:
        if environment == "production":
            raise BadSetting(_NEEDS_ADDRESS)
        return f"http://127.0.0.1:{port}"
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path or parts.query or parts.fragment or parts.username:
        raise BadSetting(
            Text(
                "PUBLIC_URL 应是 https://主机名 这样的地址，不带路径。", "PUBLIC_URL must be an address like https://host, without a path."
            )
        )
    if environment == "production" and parts.scheme == "http" and parts.hostname not in ("127.0.0.1", "localhost", "::1"):
        raise BadSetting(
            Text(
                "正式环境的 PUBLIC_URL 要用 https://：密码和 PIN 不能明文传输。",
                "In production PUBLIC_URL must be https://: passwords and PINs do not travel in the clear.",
            )
        )
    return text


def _trusted_hosts(environ: Mapping[str, str], environment: Environment, public_url: str) -> tuple[str, ...]:
    given = _names(environ, "TRUSTED_HOSTS")
    if given:
        return given
    public = urlsplit(public_url).hostname or ""
    local = ("127.0.0.1", "localhost", "[::1]") if environment == "demo" else ()
    return tuple(dict.fromkeys((public, *local)))


def _database_url(environ: Mapping[str, str], data: Path) -> str:
    url = environ.get("DATABASE_URL", "").strip()
    if not url:
        return f"sqlite:///{data / 'planner.db'}"
    scheme, found, rest = url.partition("://")
    if not found or scheme not in _DATABASES:
        raise BadSetting(
            Text("DATABASE_URL 只支持 SQLite 和 PostgreSQL。", "DATABASE_URL names a SQLite or a PostgreSQL database, nothing else.")
        )
    return f"postgresql+psycopg://{rest}" if scheme == "postgresql" else url


def _secret(environ: Mapping[str, str], name: str, environment: Environment, data: Path) -> str:
    value, file = environ.get(name, ""), environ.get(f"{name}_FILE", "")
    if value and file:
        raise BadSetting(Text("{name} 和 {name}_FILE 只能设置一个。", "Set {name} or {name}_FILE, not both.").with_(name=name))
    if file:
        value = _read_secret(Path(file), name)
    elif not value and environment == "demo":
        value = _read_secret(data / "secrets" / name.lower(), name)
    if not value:
        raise BadSetting(Text("缺少 {name} 或 {name}_FILE。", "{name} or {name}_FILE is missing.").with_(name=name))
    if environment == "production" and value.startswith(DEMO_MARK):
        raise BadSetting(
            Text("{name} 是演示用密钥，正式环境不能使用。", "{name} is a secret of the demo; production refuses it.").with_(name=name)
        )
    if len(value) < _SHORTEST_SECRET:
        raise BadSetting(
            Text("{name} 太短，至少 {n} 个字符。", "{name} is too short: {n} characters at least.").with_(name=name, n=_SHORTEST_SECRET)
        )
    return value


def _is_given(environ: Mapping[str, str], name: str) -> bool:
    return bool(environ.get(name) or environ.get(f"{name}_FILE"))


def _read_secret(path: Path, name: str) -> str:
    try:
        if path.stat().st_mode & _OTHERS_MAY_READ:
            raise BadSetting(
                Text("{path} 对其他用户可读，请改成 0600。", "{path} can be read by everybody; make it 0600.").with_(path=str(path))
            )
        return path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as failure:
        raise BadSetting(
            Text(
                "读不到 {name}（{path}）。演示环境请先运行 make run。",
                "{name} cannot be read from {path}. For the demo: make run first.",
            ).with_(name=name, path=str(path))
        ) from failure
