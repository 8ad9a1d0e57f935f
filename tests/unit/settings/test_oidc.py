"""The settings of signing in with the company's account."""

from pathlib import Path

import pytest

from planner.settings.oidc import OidcSettings
from planner.settings.wrong import BadSetting


@pytest.fixture
def given(tmp_path: Path) -> dict[str, str]:
    """Settings that do."""
    secret = tmp_path / "secret"
    secret.write_text("of the client\n")
    secret.chmod(0o600)
    return {"OIDC_ISSUER": "https://id.example/realm", "OIDC_CLIENT_ID": "us", "OIDC_CLIENT_SECRET_FILE": str(secret)}


def test_nothing_is_set_by_default() -> None:
    assert OidcSettings.from_env({}) == OidcSettings()


def test_issuer_client_and_secret_are_enough(given: dict[str, str]) -> None:
    found = OidcSettings.from_env(given)
    assert (found.issuer, found.client_id, found.client_secret) == ("https://id.example/realm", "us", "of the client")
    assert not (found.only or found.trusts_mfa) and "of the client" not in repr(found)


@pytest.mark.parametrize(
    "wrong",
    [
        {"OIDC_ISSUER": ""},
        {"OIDC_ISSUER": "http://id.example"},
        {"OIDC_ISSUER": "https://id.example?x=1"},
        {"OIDC_ISSUER": "https://user@id.example"},
        {"OIDC_ISSUER": "https://id.example:0"},
        {"OIDC_CLIENT_ID": ""},
        {"OIDC_CLIENT_SECRET_FILE": ""},
        {"OIDC_CLIENT_SECRET_FILE": "/nowhere"},
        {"OIDC_ONLY": "yes"},
        {"OIDC_ONLY": "perhaps"},
        {"OIDC_ONLY": "yes", "OIDC_BREAK_GLASS": "HY0001"},
        {"OIDC_TRUST_MFA": "1"},
    ],
)
def test_what_is_missing_or_not_understood_stops_the_start(given: dict[str, str], wrong: dict[str, str]) -> None:
    with pytest.raises(BadSetting):
        OidcSettings.from_env(given | wrong)


def test_a_secret_that_everybody_can_read_or_that_is_empty_is_refused(given: dict[str, str]) -> None:
    secret = Path(given["OIDC_CLIENT_SECRET_FILE"])
    secret.chmod(0o644)
    with pytest.raises(BadSetting):
        OidcSettings.from_env(given)
    secret.chmod(0o600)
    secret.write_text(" \n")
    with pytest.raises(BadSetting):
        OidcSettings.from_env(given)


def test_passwords_go_off_only_with_one_person_who_keeps_theirs(given: dict[str, str]) -> None:
    found = OidcSettings.from_env(given | {"OIDC_ONLY": "yes", "OIDC_BREAK_GLASS": "Admin@Example.com", "OIDC_TRUST_MFA": "yes"})
    assert found.only and found.break_glass == "admin@example.com" and found.trusts_mfa
