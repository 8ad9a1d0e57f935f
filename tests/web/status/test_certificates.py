"""The revocation list and the root certificates, for whoever checks a PDF elsewhere."""

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from flask import Flask

from tests.web.conftest import Browser, SetClock


def test_the_list_is_signed_by_the_root_that_is_handed_out(browser: Browser) -> None:
    answer = browser.get("/crl")
    assert (answer.status_code, answer.mimetype) == (200, "application/pkix-crl")
    revoked = x509.load_der_x509_crl(answer.data)
    roots = x509.load_pem_x509_certificates(browser.get("/root-certificates").data)
    key = roots[0].public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    assert revoked.is_signature_valid(key)
    assert list(revoked) == []


def test_the_list_is_made_anew_after_a_minute_and_not_before(app: Flask, browser: Browser, clock: SetClock) -> None:
    app.extensions.pop("crl", None)
    first = browser.get("/crl").data
    clock.pass_(seconds=59)
    assert browser.get("/crl").data == first
    clock.pass_(seconds=2)
    later = x509.load_der_x509_crl(browser.get("/crl").data)
    assert later.last_update_utc > x509.load_der_x509_crl(first).last_update_utc


def test_there_is_one_list_for_each_root_and_no_more(browser: Browser) -> None:
    assert browser.get("/crl?of=1").data == browser.get("/crl").data
    for nobody in ("2", "0", "-1", "99999999999999999999"):
        assert browser.get(f"/crl?of={nobody}").status_code == 404
    assert browser.get("/crl?of=x").status_code == 200
