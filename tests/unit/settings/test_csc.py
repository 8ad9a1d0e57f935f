"""Who keeps the signing keys is said clearly, or nothing is started."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from planner.kernel.errors import Invalid
from planner.settings import Settings
from planner.settings.csc import CscSettings
from planner.settings.wrong import BadSetting
from planner.signing.authority import Authority
from planner.signing.csc import provider_of, roots_of

SECRET = "issued by the provider"


@pytest.fixture
def given(tmp_path: Path) -> dict[str, str]:
    roots, secret = tmp_path / "roots.pem", tmp_path / "secret"
    roots.write_bytes(Authority.create("服务商", moment=datetime(2026, 1, 1, tzinfo=UTC)).certificate_pem)
    secret.write_text(SECRET)
    secret.chmod(0o600)
    return {
        "SIGNER": "csc",
        "CSC_URL": "https://sign.example/csc/v2/",
        "CSC_CLIENT_ID": "planner",
        "CSC_CLIENT_SECRET_FILE": str(secret),
        "CSC_ROOTS": str(roots),
    }


def read(environ: dict[str, str], profile: str = "B-B") -> CscSettings:
    return CscSettings.from_env(environ, lambda path, _: path.read_text().strip(), profile)


def test_keys_are_kept_here_unless_something_else_is_said(given: dict[str, str]) -> None:
    assert read({}) == read({"SIGNER": "local"}) == CscSettings()
    found = read({"CSC_ROOTS": given["CSC_ROOTS"]})  # of a provider that was used before
    assert provider_of(found.url, found.client_id, found.client_secret, found.roots) is None and len(roots_of(found.roots)) == 1


def test_a_provider_is_known_by_address_name_secret_and_roots(given: dict[str, str]) -> None:
    found = read(given, "B-T")
    assert (found.url, found.client_id, found.client_secret, len(found.roots)) == ("https://sign.example/csc/v2", "planner", SECRET, 1)
    assert SECRET not in repr(found)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"SIGNER": "remote"}, "SIGNER"),
        ({"SIGNER": "local"}, "CSC_CLIENT_ID"),
        ({"CSC_URL": ""}, "CSC_URL"),
        ({"CSC_URL": "http://sign.example/csc/v2"}, "https"),
        ({"CSC_URL": "https://u:p@sign.example/csc/v2"}, "https"),
        ({"CSC_URL": "https://sign.example:0x/"}, "https"),
        ({"CSC_CLIENT_SECRET": "twice"}, "CSC_CLIENT_SECRET"),
        ({"CSC_CLIENT_SECRET_FILE": ""}, "CSC_CLIENT_SECRET"),
        ({"CSC_ROOTS": "/nowhere"}, "CSC_ROOTS"),
    ],
)
def test_what_is_missing_or_unclear_starts_nothing(given: dict[str, str], change: dict[str, str], word: str) -> None:
    with pytest.raises(BadSetting) as no:
        read(given | change)
    assert word in no.value.message.en


def test_the_profiles_that_need_lists_of_others_are_refused(given: dict[str, str]) -> None:
    with pytest.raises(BadSetting, match="B-T at most"):
        read(given, "B-LTA")


def test_roots_that_are_none_and_a_secret_that_all_can_read_are_refused(given: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(Invalid):
        roots_of([b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
    Path(given["CSC_CLIENT_SECRET_FILE"]).chmod(0o644)
    secrets = {name: f"{name} which is long enough for anybody" for name in ("SECRET_KEY", "KEY_SECRET", "AUDIT_SECRET")}
    with pytest.raises(BadSetting, match="0600"):
        Settings.from_env({**secrets, **given, "PLANNER_DATA": str(tmp_path)})
