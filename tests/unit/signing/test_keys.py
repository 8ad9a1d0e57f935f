"""A private key opens with the right PIN and the right server secret, and with nothing less."""

import secrets
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from planner.kernel.errors import Invalid
from planner.signing.keys import DEFAULT_PARAMETERS, SealedKey, WrongPin, check_pin, new_private_key, open_key, seal_key

SECRET = secrets.token_bytes(32)
CHEAP = "argon2id,t=1,m=1024,p=1"


def plain(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


@pytest.fixture(scope="module")
def key() -> ec.EllipticCurvePrivateKey:
    return new_private_key()


@pytest.fixture(scope="module")
def sealed(key: ec.EllipticCurvePrivateKey) -> SealedKey:
    return seal_key(key, "824617", SECRET, params=CHEAP)


def test_the_right_pin_and_secret_open_the_key(key: ec.EllipticCurvePrivateKey, sealed: SealedKey) -> None:
    assert plain(open_key(sealed, "824617", SECRET)) == plain(key)


def test_the_default_cost_is_kept_with_the_key(key: ec.EllipticCurvePrivateKey, shipped_hashing: None) -> None:
    sealed = seal_key(key, "824617", SECRET)
    assert sealed.params == DEFAULT_PARAMETERS
    assert plain(open_key(sealed, "824617", SECRET)) == plain(key)


@pytest.mark.parametrize("pin", ["824618", "", "８２４６１７", "824617 ", "824617\0"])
def test_a_wrong_pin_does_not(sealed: SealedKey, pin: str) -> None:
    with pytest.raises(WrongPin):
        open_key(sealed, pin, SECRET)


def test_the_pin_without_the_server_secret_does_not(sealed: SealedKey) -> None:
    with pytest.raises(WrongPin):
        open_key(sealed, "824617", secrets.token_bytes(32))


def test_a_changed_or_cut_blob_does_not(sealed: SealedKey) -> None:
    for blob in (sealed.blob[:-1], b"", sealed.blob[:20], sealed.blob[:-1] + bytes([sealed.blob[-1] ^ 1])):
        with pytest.raises(WrongPin):
            open_key(replace(sealed, blob=blob), "824617", SECRET)


def test_the_same_key_never_gives_the_same_blob(key: ec.EllipticCurvePrivateKey, sealed: SealedKey) -> None:
    again = seal_key(key, "824617", SECRET, params=CHEAP)
    assert again.blob != sealed.blob
    assert again.salt != sealed.salt


def test_nothing_stored_holds_the_key_or_the_pin(key: ec.EllipticCurvePrivateKey, sealed: SealedKey) -> None:
    stored = sealed.blob + sealed.salt + sealed.params.encode()
    assert key.private_numbers().private_value.to_bytes(32, "big") not in stored
    assert b"824617" not in stored
    assert b"PRIVATE KEY" not in stored


def test_a_short_server_secret_is_refused(key: ec.EllipticCurvePrivateKey) -> None:
    with pytest.raises(ValueError, match="32 bytes"):
        seal_key(key, "824617", b"too short")


def test_unknown_parameters_are_refused(sealed: SealedKey) -> None:
    with pytest.raises(ValueError, match="parameters"):
        open_key(replace(sealed, params="md5"), "824617", SECRET)


@pytest.mark.parametrize("pin", ["824617", "135790", "246813", "731904", "001829"])
def test_an_ordinary_pin_is_taken(pin: str) -> None:
    check_pin(pin)


@pytest.mark.parametrize(
    "pin",
    ["000000", "111111", "123456", "654321", "012345", "890123", "121212", "123123", "112211", "858588", "900101", "850612", "010203"],
)
def test_a_pin_that_is_tried_first_is_refused(pin: str) -> None:
    with pytest.raises(Invalid) as caught:
        check_pin(pin)
    assert "太容易猜到" in caught.value.errors["pin"].zh


@pytest.mark.parametrize("pin", ["", "12345", "1234567", "12a456", "８２４６１７", "82461٧"])
def test_a_pin_is_six_digits(pin: str) -> None:
    with pytest.raises(Invalid) as caught:
        check_pin(pin)
    assert "6 位数字" in caught.value.errors["pin"].zh
