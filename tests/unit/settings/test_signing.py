"""How far signatures go is said clearly, or nothing is started."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from planner.kernel.errors import Invalid
from planner.services.authority import stamping_of
from planner.settings.signing import SigningSettings
from planner.settings.wrong import BadSetting
from planner.signing.authority import Authority
from planner.signing.stamping import Profile


@pytest.fixture
def roots(tmp_path: Path) -> Path:
    file = tmp_path / "roots.pem"
    moment = datetime(2026, 1, 1, tzinfo=UTC)
    file.write_bytes(b"".join(Authority.create(name, moment=moment).certificate_pem for name in ("甲", "乙")))
    return file


def test_without_servers_signatures_are_plain() -> None:
    assert SigningSettings.from_env({}) == SigningSettings("B-B", (), ())


def test_servers_are_asked_in_their_order_and_lift_signatures_to_a_timestamp(roots: Path) -> None:
    found = SigningSettings.from_env({"TSA_URLS": "https://a.example/tsa, http://b.example:8080", "TSA_ROOTS": str(roots)})
    assert (found.profile, found.tsa_urls, len(found.tsa_roots)) == ("B-T", ("https://a.example/tsa", "http://b.example:8080"), 2)
    opened = stamping_of(found.profile, found.tsa_urls, found.tsa_roots)
    assert (opened.profile, len(opened.roots), len(opened.stampers)) == (Profile.T, 2, 2)


@pytest.mark.parametrize("profile", ["B-B", "B-LT", "b-lta"])
def test_a_profile_can_be_named(profile: str, roots: Path) -> None:
    said = {"TSA_URLS": "https://a.example", "TSA_ROOTS": str(roots), "SIGNATURE_PROFILE": profile}
    assert SigningSettings.from_env(said).profile == profile.upper()


@pytest.mark.parametrize(
    "said",
    [
        {"SIGNATURE_PROFILE": "B-T"},
        {"SIGNATURE_PROFILE": "qualified"},
        {"TSA_URLS": "https://a.example"},
        {"TSA_URLS": "https://a.example", "TSA_ROOTS": "/nowhere/roots.pem"},
        {"TSA_URLS": "https://a.example", "TSA_ROOTS": pytest.__file__},
        {"TSA_URLS": "file:///etc/passwd", "TSA_ROOTS": "ROOTS"},
        {"TSA_URLS": "https://", "TSA_ROOTS": "ROOTS"},
        {"TSA_URLS": "https://a.example:eighty", "TSA_ROOTS": "ROOTS"},
        {"TSA_URLS": "a.example", "TSA_ROOTS": "ROOTS"},
    ],
)
def test_what_is_not_clear_is_refused(said: dict[str, str], roots: Path) -> None:
    with pytest.raises(BadSetting):
        SigningSettings.from_env({name: value.replace("ROOTS", str(roots)) for name, value in said.items()})


def test_a_root_that_is_no_certificate_is_refused() -> None:
    with pytest.raises(Invalid):
        stamping_of("B-T", ("https://a.example",), [b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"])
