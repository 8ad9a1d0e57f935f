"""The settings of a given issuer are whole or refused, so that a slip of the pen does not leave another authority in force."""

from pathlib import Path

import pytest

from planner.settings import Settings
from planner.settings.authority import AuthoritySettings
from planner.settings.wrong import BadSetting

SECRETS = {"PLANNER_ENV": "production", "PUBLIC_URL": "https://plans.example", "SECRET_KEY": "s" * 32, "KEY_SECRET": "k" * 32}
SECRETS |= {"AUDIT_SECRET": "a" * 32}


def read(folder: Path, **environ: str) -> AuthoritySettings:
    return Settings.from_env(SECRETS | {"PLANNER_DATA": str(folder)} | environ).authority


@pytest.fixture
def files(tmp_path: Path) -> dict[str, str]:
    """A file with an issuer, its password, a PIN, a chain; the first three for their owner alone."""
    found = {}
    for name, text in (("p12", "bytes"), ("password", "tell nobody\n"), ("pin", "4711-of-tests"), ("chain", "PEM")):
        path = tmp_path / name
        path.write_text(text)
        path.chmod(0o644 if name == "chain" else 0o600)
        found[name] = str(path)
    return found


def test_without_any_the_company_has_an_authority_of_our_making(tmp_path: Path) -> None:
    assert read(tmp_path) == AuthoritySettings()


def test_a_file_with_its_password(tmp_path: Path, files: dict[str, str]) -> None:
    found = read(tmp_path, AUTHORITY_PKCS12=files["p12"], AUTHORITY_PASSWORD_FILE=files["password"], AUTHORITY_CHAIN=files["chain"])
    assert (found.pkcs12, found.password, found.chain) == (b"bytes", "tell nobody", b"PEM")
    assert "tell nobody" not in repr(found)


def test_a_token_with_its_pin(tmp_path: Path, files: dict[str, str]) -> None:
    parts = {"AUTHORITY_PKCS11": "/m.so", "AUTHORITY_TOKEN": "planner", "AUTHORITY_KEY": "issuer", "AUTHORITY_CHAIN": files["chain"]}
    found = read(tmp_path, **parts, AUTHORITY_PIN_FILE=files["pin"])
    assert (found.module, found.token, found.key, found.pin) == ("/m.so", "planner", "issuer", "4711-of-tests")
    assert "4711" not in repr(found)
    for part in parts.keys() - {"AUTHORITY_PKCS11"}:
        with pytest.raises(BadSetting, match=part):
            read(tmp_path, **{name: value for name, value in parts.items() if name != part}, AUTHORITY_PIN_FILE=files["pin"])
    with pytest.raises(BadSetting, match="AUTHORITY_PIN"):
        read(tmp_path, **parts)


@pytest.mark.parametrize("stray", ["AUTHORITY_PASSWORD", "AUTHORITY_TOKEN", "AUTHORITY_CHAIN", "AUTHORITY_PIN_FILE"])
def test_a_part_that_belongs_to_nothing_is_refused(stray: str, tmp_path: Path) -> None:
    with pytest.raises(BadSetting, match="neither"):
        read(tmp_path, **{stray: "x"})


def test_both_kinds_no_password_and_a_file_open_to_everybody_are_refused(tmp_path: Path, files: dict[str, str]) -> None:
    with pytest.raises(BadSetting, match="not both"):
        read(tmp_path, AUTHORITY_PKCS12=files["p12"], AUTHORITY_PKCS11="/m.so")
    with pytest.raises(BadSetting, match="AUTHORITY_PASSWORD"):
        read(tmp_path, AUTHORITY_PKCS12=files["p12"])
    with pytest.raises(BadSetting, match="cannot be read"):
        read(tmp_path, AUTHORITY_PKCS12=str(tmp_path / "none"), AUTHORITY_PASSWORD="x")
    for name in ("p12", "password"):
        Path(files[name]).chmod(0o644)
        with pytest.raises(BadSetting, match="everybody"):
            read(tmp_path, AUTHORITY_PKCS12=files["p12"], AUTHORITY_PASSWORD_FILE=files["password"])
        Path(files[name]).chmod(0o600)
