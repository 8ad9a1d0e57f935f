"""What a password costs whoever guesses; the other tests hash cheaply."""

import pytest
from argon2 import Type, extract_parameters

from planner.models import Person
from planner.services.sign_in import hash_password, password_fits
from planner.signing.keys import DEFAULT_PARAMETERS


@pytest.mark.usefixtures("shipped_hashing")
def test_a_password_costs_what_rfc_9106_asks_for() -> None:
    hashed = hash_password("correct horse")
    found = extract_parameters(hashed)
    assert found.type is Type.ID
    assert (found.time_cost, found.memory_cost) >= (3, 65536)
    person = Person(password_hash=hashed)
    assert password_fits(person, "correct horse") and not password_fits(person, "correct house")


def test_a_signing_key_costs_as_much() -> None:
    assert DEFAULT_PARAMETERS == "argon2id,t=3,m=65536,p=1"
