"""Settings are read strictly: a slip stops the start instead of running half right."""

import stat
from pathlib import Path

import pytest

from planner.settings import DEMO_MARK, SECRET_NAMES, BadSetting, Settings, make_demo_secrets

SECRETS = {name: f"{name}-" + "x" * 40 for name in SECRET_NAMES}


@pytest.fixture
def production(tmp_path: Path) -> dict[str, str]:
    return {"PLANNER_ENV": "production", "PLANNER_DATA": str(tmp_path), "PUBLIC_URL": "https://plans.example.cn", **SECRETS}


@pytest.fixture
def demo(tmp_path: Path) -> dict[str, str]:
    make_demo_secrets(tmp_path)
    return {"PLANNER_DATA": str(tmp_path)}


def test_the_demo_needs_nothing_but_its_own_secrets(demo: dict[str, str], tmp_path: Path) -> None:
    settings = Settings.from_env(demo)
    assert (settings.demo, settings.port, settings.public_url, settings.https) == (True, 8000, "http://127.0.0.1:8000", False)
    assert settings.database_url == f"sqlite:///{tmp_path}/planner.db"
    assert settings.secret_key.startswith(DEMO_MARK)
    assert "localhost" in settings.trusted_hosts


def test_demo_secrets_are_for_the_owner_alone_and_stay(tmp_path: Path) -> None:
    make_demo_secrets(tmp_path)
    files = sorted((tmp_path / "secrets").iterdir())
    assert [file.name for file in files] == ["audit_secret", "key_secret", "secret_key"]
    assert {stat.S_IMODE(file.stat().st_mode) for file in files} == {0o600}
    before = [file.read_text("ascii") for file in files]
    make_demo_secrets(tmp_path)
    assert [file.read_text("ascii") for file in files] == before
    assert len(set(before)) == 3


def test_production_with_everything_given_starts(production: dict[str, str]) -> None:
    settings = Settings.from_env(production)
    assert (settings.demo, settings.https, settings.trusted_hosts) == (False, True, ("plans.example.cn",))


def test_a_secret_never_shows_in_the_representation(production: dict[str, str]) -> None:
    production["DATABASE_URL"] = "postgresql://planner:open-sesame@db/planner"
    shown = repr(Settings.from_env(production))
    assert "xxxx" not in shown
    assert "open-sesame" not in shown


def test_postgres_is_spoken_to_through_psycopg(production: dict[str, str]) -> None:
    settings = Settings.from_env(production | {"DATABASE_URL": "postgresql://db/planner"})
    assert settings.database_url == "postgresql+psycopg://db/planner"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PUBLIC_URL", ""),
        ("PUBLIC_URL", "plans.example.cn"),
        ("PUBLIC_URL", "ftp://plans.example.cn"),
        ("PUBLIC_URL", "http://plans.example.cn"),
        ("PUBLIC_URL", "https://plans.example.cn/app"),
        ("PLANNER_ENV", "Production"),
        ("PLANNER_DEBUG", "1"),
        ("PORT", "80a"),
        ("PORT", "0"),
        ("PORT", "70000"),
        ("PROXY_HOPS", "-1"),
        ("DATABASE_URL", "mysql://db/planner"),
        ("DATABASE_URL", "planner.db"),
        ("SECRET_KEY", ""),
        ("SECRET_KEY", "short"),
        ("KEY_SECRET", DEMO_MARK + "x" * 40),
        ("AUDIT_SECRET", SECRETS["KEY_SECRET"]),
        ("SECRET_KEY_FILE", "/nowhere"),
    ],
)
def test_a_slip_is_refused(production: dict[str, str], name: str, value: str) -> None:
    with pytest.raises(BadSetting):
        Settings.from_env(production | {name: value})


def test_a_secret_file_that_everybody_can_read_is_refused(production: dict[str, str], tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("k" * 40, "ascii")
    del production["SECRET_KEY"]
    file.chmod(0o644)
    with pytest.raises(BadSetting, match="0600"):
        Settings.from_env(production | {"SECRET_KEY_FILE": str(file)})
    file.chmod(0o600)
    assert Settings.from_env(production | {"SECRET_KEY_FILE": str(file)}).secret_key == "k" * 40


def test_production_refuses_the_secrets_of_the_demo(tmp_path: Path) -> None:
    make_demo_secrets(tmp_path)
    given = {f"{name}_FILE": str(tmp_path / "secrets" / name.lower()) for name in SECRET_NAMES}
    with pytest.raises(BadSetting, match="demo"):
        Settings.from_env({"PLANNER_ENV": "production", "PUBLIC_URL": "https://plans.example.cn", **given})


@pytest.mark.parametrize(
    ("url", "good"),
    [
        ("smtp://mail.example.cn", True),
        ("smtps://name%40x:pass@mail.example.cn:465", True),
        ("http://mail.example.cn", False),
        ("smtp://", False),
        ("smtp://mail.example.cn:99999", False),
        ("smtp://name@mail.example.cn", False),
        ("smtp://mail.example.cn/box", False),
    ],
)
def test_a_mail_server_is_named_clearly_or_not_at_all(production: dict[str, str], url: str, good: bool) -> None:
    if good:
        settings = Settings.from_env(production | {"SMTP_URL": url})
        assert (settings.smtp_url, settings.mail_from) == (url, "planner@plans.example.cn")
        assert url not in repr(settings)
        return
    with pytest.raises(BadSetting):
        Settings.from_env(production | {"SMTP_URL": url})


@pytest.mark.parametrize("address", ["a b@x", "a@x\nBcc: b@y", "nobody", "a@b@c"])
def test_a_sender_that_is_no_address_is_refused(production: dict[str, str], address: str) -> None:
    with pytest.raises(BadSetting):
        Settings.from_env(production | {"MAIL_FROM": address})
