"""Passkeys: answers of an honest device count once, all others never."""

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from planner.kernel.errors import Invalid
from planner.services import passkeys
from planner.services.house import House
from tests.factories.passkey import Device
from tests.factories.stage import Cast


@pytest.fixture
def at(stage: Cast) -> House:
    """The house under a name without a port, as the device of the tests has it."""
    return replace(stage.house, public_url="http://localhost")


def add(stage: Cast, at: House, device: Device, token: str = "t") -> None:
    with stage.act() as session:
        options = passkeys.creation(session, at, stage.zhou, token)
    passkeys.add(stage.transaction, at, stage.zhou, token, device.create(options), "办公室电脑")


def asked(stage: Cast, at: House, token: str = "t") -> str:
    with stage.act() as session:
        return passkeys.request(session, at, stage.zhou.person_id, token)


def counts(stage: Cast, at: House, answer: str, token: str = "t", person: int = 0) -> bool:
    with stage.act() as session:
        return passkeys.use(session, at, person or stage.zhou.person_id, token, answer)


def test_an_added_passkey_answers_and_each_answer_counts_once(stage: Cast, at: House) -> None:
    device = Device()
    add(stage, at, device)
    answer = device.get(asked(stage, at))
    assert counts(stage, at, answer)
    assert not counts(stage, at, answer), "the challenge is used up"
    assert counts(stage, at, device.get(asked(stage, at)))


HOSTILE: dict[str, Callable[[Device], object]] = {
    "of another site": lambda device: setattr(device, "origin", "https://evil.example"),
    "for another host": lambda device: setattr(device, "host", "evil.example"),
    "without the finger": lambda device: setattr(device, "verifies", False),
    "of another key": lambda device: setattr(device, "key", Device().key),
    "of an unknown passkey": lambda device: setattr(device, "id", b"0" * 16),
    "of a counter set back": lambda device: setattr(device, "count", 0),
}


@pytest.mark.slow
@pytest.mark.parametrize("how", HOSTILE)
def test_an_answer_is_refused(stage: Cast, at: House, how: str) -> None:
    device = Device()
    add(stage, at, device)
    assert counts(stage, at, device.get(asked(stage, at)))
    HOSTILE[how](device)
    assert not counts(stage, at, device.get(asked(stage, at), grows=how != "of a counter set back"))


@pytest.mark.slow
@pytest.mark.parametrize(
    "answer", ["", "{", "[]", "null", "{}", '{"id": 1}', '{"id": "a", "rawId": "!", "type": "public-key", "response": {}}']
)
def test_what_is_no_answer_is_refused_quietly(stage: Cast, at: House, answer: str) -> None:
    add(stage, at, Device())
    asked(stage, at)
    assert not counts(stage, at, answer)
    with pytest.raises(Invalid):
        passkeys.add(stage.transaction, at, stage.zhou, "t", answer, "电脑")


def test_a_challenge_is_for_one_session_one_person_one_purpose_and_five_minutes(stage: Cast, at: House) -> None:
    device = Device()
    add(stage, at, device)
    assert not counts(stage, at, device.get(asked(stage, at, "one")), "other")
    assert not counts(stage, at, device.get(asked(stage, at)), person=stage.ye.person_id)
    late = device.get(asked(stage, at))
    stage.clock.now += timedelta(minutes=6)
    assert not counts(stage, at, late)
    with pytest.raises(Invalid):
        passkeys.add(stage.transaction, at, stage.zhou, "t", Device().create(asked(stage, at)), "电脑")


@pytest.mark.slow
def test_the_same_passkey_is_not_added_twice_and_needs_a_name(stage: Cast, at: House) -> None:
    device = Device()
    add(stage, at, device)
    with stage.act() as session:
        options = passkeys.creation(session, at, stage.zhou, "t")
    assert [one["id"] for one in json.loads(options)["excludeCredentials"]] == [json.loads(device.create(options))["id"]]
    with pytest.raises(Invalid) as refusal:
        passkeys.add(stage.transaction, at, stage.zhou, "t", device.create(options), " ")
    assert list(refusal.value.errors) == ["name"]
    with pytest.raises(Invalid):
        add(stage, at, device)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("url", "works"),
    [
        ("https://plans.example", True),
        ("http://localhost:8000", True),
        ("http://127.0.0.1:8000", False),
        ("http://plans.example", False),
        ("https://10.1.2.3", False),
        ("https://[::1]", False),
    ],
)
def test_passkeys_are_offered_where_browsers_allow_them(stage: Cast, url: str, works: bool) -> None:
    assert passkeys.possible(replace(stage.house, public_url=url)) is works
