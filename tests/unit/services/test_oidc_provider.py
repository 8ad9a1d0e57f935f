"""Believing the company's sign-in service, or not: against one that runs in another process and can lie."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.error import URLError
from urllib.parse import parse_qsl, urlsplit

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from planner.kernel.errors import Unavailable
from planner.services.oidc_provider import Flow, Provider, Refused, Said, come_back, way_out, way_there
from tests.factories.oidc import OidcServer, running

pytestmark = pytest.mark.slow
NOW = datetime(2026, 11, 24, 6, 32, tzinfo=UTC)
BACK = "http://localhost/sign-in/company/back"
FLOW = Flow("a state", "a nonce", "v" * 64, BACK, int(NOW.timestamp()))


@contextmanager
def impostor(folder: Path) -> Iterator[int]:
    """Somebody at a port with a certificate of their own making."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    builder = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
    made = builder.not_valid_before(NOW - timedelta(days=900)).not_valid_after(NOW + timedelta(days=900)).sign(key, hashes.SHA256())
    (folder / "both.pem").write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()) + made.public_bytes(Encoding.PEM)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "both.pem")
    with socket.create_server(("127.0.0.1", 0)) as door:

        def answer() -> None:
            with suppress(OSError):
                context.wrap_socket(door.accept()[0], server_side=True).close()

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield int(door.getsockname()[1])
        thread.join(5)


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Iterator[OidcServer]:
    """One provider for all of them."""
    with running(tmp_path_factory.mktemp("oidc")) as server:
        yield server


@pytest.fixture
def server(started: OidcServer) -> OidcServer:
    """The provider, well behaved, with somebody to sign in."""
    started.behave("good")
    started.set_clock(NOW)
    started.way_back(BACK)
    started.account(sub="0f3", email="Zhou.Yining@hengyu.example", email_verified=True, amr=["pwd", "mfa"])
    return started


def there_and_back(server: OidcServer, flow: Flow = FLOW, provider: Provider | None = None, mode: str = "", **tamper: str) -> Said:
    """The whole way; the mode holds from the way back on."""
    known = provider or server.provider()
    answer = dict(parse_qsl(urlsplit(server.visit(way_there(known, flow))).query)) | tamper
    if mode:
        server.behave(mode)
    return come_back(known, flow, answer, NOW)


@pytest.mark.parametrize("mode", ["good", "rotated", "es256"])
def test_a_good_token_names_somebody(server: OidcServer, mode: str) -> None:
    assert there_and_back(server, mode=mode) == Said(server.issuer, "0f3", "zhou.yining@hengyu.example", True)


def test_a_provider_that_wants_its_secret_in_the_form_gets_it_there(server: OidcServer) -> None:
    assert there_and_back(server, mode="post").subject == "0f3"


@pytest.mark.parametrize(
    ("mode", "why"),
    [
        ("signature", "signature"),
        ("none", "signature"),
        ("secret", "signature"),
        ("kid", "signature"),
        ("jwk", "signature"),
        ("nonce", "nonce"),
        ("no_nonce", "nonce"),
        ("iss", "iss"),
        ("aud", "aud"),
        ("azp", "azp"),
        ("expired", "exp"),
        ("old", "iat"),
        ("future", "iat"),
        ("at_hash", "at_hash"),
        ("no_sub", "sub"),
        ("no_token", "token"),
        ("other_iss", "issuer"),
    ],
)
def test_a_token_that_does_not_hold_lets_nobody_in(server: OidcServer, mode: str, why: str) -> None:
    with pytest.raises(Refused) as refused:
        there_and_back(server, mode=mode)
    assert refused.value.why == why


@pytest.mark.parametrize("mode", ["away", "junk", "huge", "moved"])
def test_a_provider_that_does_not_answer_is_away(server: OidcServer, mode: str) -> None:
    with pytest.raises(Unavailable):
        there_and_back(server, mode=mode)


def test_a_provider_that_hangs_is_given_up(server: OidcServer) -> None:
    server.behave("hang")
    with pytest.raises(Unavailable):
        way_there(replace(server.provider(), seconds=0.3), FLOW)


def test_a_provider_whose_certificate_nobody_knows_is_away(server: OidcServer, tmp_path: Path) -> None:
    with impostor(tmp_path) as port, pytest.raises(Unavailable) as away:
        way_there(replace(server.provider(), issuer=f"https://127.0.0.1:{port}/realm"), FLOW)
    assert isinstance(away.value.__cause__, URLError) and isinstance(away.value.__cause__.reason, ssl.SSLCertVerificationError)


def test_who_is_refused_over_there_stays_out(server: OidcServer) -> None:
    server.behave("denied")
    with pytest.raises(Refused) as refused:
        there_and_back(server)
    assert refused.value.why == "denied"


def test_a_code_counts_once_and_only_with_what_it_was_asked_with(server: OidcServer) -> None:
    known = server.provider()
    answer = dict(parse_qsl(urlsplit(server.visit(way_there(known, FLOW))).query))
    with pytest.raises(Refused):
        come_back(known, replace(FLOW, verifier="w" * 64), answer, NOW)
    with pytest.raises(Refused):  # used up by the try before
        come_back(known, FLOW, answer, NOW)
    with pytest.raises(Refused):
        there_and_back(server, provider=replace(known, client_secret="guessed"))


def test_an_answer_of_another_provider_is_not_looked_at(server: OidcServer) -> None:
    with pytest.raises(Refused) as refused:
        there_and_back(server, iss="https://other.example")
    assert refused.value.why == "issuer"


@pytest.mark.parametrize(("mode", "held"), [("good", True), ("no_auth_time", False), ("stale_auth", False)])
def test_a_fresh_word_is_one_that_was_asked_for_anew(server: OidcServer, mode: str, held: bool) -> None:
    flow = replace(FLOW, purpose="pin")
    if held:
        assert there_and_back(server, flow, mode=mode).subject == "0f3"
        return
    with pytest.raises(Refused) as refused:
        there_and_back(server, flow, mode=mode)
    assert refused.value.why == "auth_time"


def test_an_address_that_was_not_verified_is_none(server: OidcServer) -> None:
    for verified in (False, None, "true", 1):
        server.account(sub="0f3", email="zhou.yining@hengyu.example", email_verified=verified)
        assert there_and_back(server).email == ""


def test_signing_out_over_there_leads_back(server: OidcServer) -> None:
    place = way_out(server.provider(), "http://localhost/sign-in")
    assert place and server.visit(place) == "http://localhost/sign-in"
    server.behave("no_way_out")
    assert way_out(server.provider(), "http://localhost/sign-in") is None
