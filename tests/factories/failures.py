"""One failure of the environment from its beginning to the first word saved after it, as a row of `make failures`."""

import os
import re
import sys
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from planner.services import wizard
from planner.services.audit import verify_chain
from tests.factories.failing import FIELD, STEP, Answer, Hand, Plant, Writer, text_of, writing

SCALE = float(os.environ.get("FAILURE_SCALE", "0.1"))
"""Of the thirty and fifteen seconds that a failure lasts; `make failures` lets it last as long as the table says."""
MOST = 10.0
"""Seconds within which everything works again by itself."""
Hurt = Callable[[], Callable[[], None]]
"""Begins a failure; what it returns ends it."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Two people at their plans, one reads Chinese and one English."""

    plant: Plant
    hands: tuple[Hand, Hand]
    numbers: tuple[str, str]


def seated(plant: Plant) -> Desk:
    """Two with a plan each."""
    numbers = [plant.cast.draft(one, through=STEP) for one in (plant.cast.zhou, plant.cast.ye)]
    return Desk(plant, (plant.hand("zhou.yining"), plant.hand("ye.zhiqiu", "en")), (numbers[0], numbers[1]))


def suffer(desk: Desk, what: str, begin: Hurt, seconds: float, *, told: tuple[str, str] | None) -> None:
    """Let it last while both write on; fails when anything is lost, unclear, or not well again in time.

    :param told: words that the message must hold in Chinese and in English; None where nobody has to notice
    """
    writers = [Writer(hand, number) for hand, number in zip(desk.hands, desk.numbers, strict=True)]
    with writing(*writers):
        _until(lambda: all(one.acknowledged() > 1 for one in writers))
        begun, end = time.monotonic(), begin()
        try:
            time.sleep(seconds)
            if told is not None:  # SQLite writes on for a while into what its log has of the disk
                _until(lambda: all(any(answer.status == 503 for _, answer in one.said) for one in writers))
        finally:
            end()
        ended = time.monotonic()
        _until(lambda: all(_well(one, ended) for one in writers))
    assert all(_well(one, ended) for one in writers), [one.said[-3:] for one in writers]
    statuses = Counter(answer.status for one in writers for _, answer in one.said)
    messages = [Counter([answer.message for _, answer in one.said if answer.status == 503] or [""]).most_common(1)[0][0] for one in writers]
    recovered = max(_well(one, ended) for one in writers) - ended
    lost = sum(_stored(desk.plant, one) < one.acknowledged() for one in writers)
    engine = desk.plant.cast.engine.dialect.name
    row(engine, what, f"{ended - begun:4.1f} s", recovered, lost, f"saved {statuses[200]}, refused {statuses[503]}", messages)
    assert set(statuses) <= {200, 409, 503}, statuses
    assert lost == 0
    if SCALE >= 1:  # a figure, and so the campaign's: elsewhere the machine may be busy with other tests
        assert recovered <= MOST
    if told is not None:
        assert all(words in message for words, message in zip(told, messages, strict=True)), messages
    with Session(desk.plant.cast.engine) as session:
        assert verify_chain(session, desk.plant.cast.house.audit_key).whole


def refused(desk: Desk, what: str, act: Callable[[Hand], Answer], begin: Hurt, told: tuple[str, str]) -> None:
    """An act that fails with a clear message, in both languages; then, with the cause gone, it is done at once."""
    hands = (desk.plant.hand("shen.ruoxi"), desk.plant.hand("shen.ruoxi", "en"))
    end = begin()
    try:
        answers = [act(hand) for hand in hands]
    finally:
        end()
    again = Hand(desk.hands[0].url).sign_in("shen.ruoxi")  # a clock that jumps a day ends the session of before
    begun = time.monotonic()
    done = act(again)
    taken = f"the next try is let through ({time.monotonic() - begun:.1f} s of work)"
    row(desk.plant.cast.engine.dialect.name, what, "", 0.0, 0, taken, [one.message for one in answers])
    assert [one.status for one in answers] == [503, 503], [one.text[:2000] for one in answers]
    assert all(words in one.message for words, one in zip(told, answers, strict=True)), [one.message for one in answers]
    assert (done.status, "已签名并提交" in done.text) == (200, True), done.message


def row(engine: str, what: str, lasted: str, recovered: float, lost: int, tries: str, messages: list[str]) -> None:
    """Of the table."""
    said = " / ".join(one[:90] for one in messages if one)
    sys.stdout.write(f"\n{engine:10}  {what:24}  {lasted:>6}  well after {recovered:4.1f} s  lost {lost}  {tries}\n            {said}\n")


def submitting(number: str) -> Callable[[Hand], Answer]:
    """Signs and submits a plan by the form."""

    def act(hand: Hand) -> Answer:
        page = hand.ask(f"/plans/{number}/submit").text
        fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page))
        return hand.ask(f"/plans/{number}/submit", {**fields, "pin": "271828", "password": "hengyu-2026"})

    return act


def _well(writer: Writer, ended: float) -> float:
    """When somebody was first told after the end that their words are saved; 0 for not yet."""
    return next((answer.at for _, answer in writer.said if answer.status == 200 and answer.at > ended), 0.0)


def _until(true: Callable[[], bool], seconds: float = 120) -> None:
    until = time.monotonic() + seconds
    while not true() and time.monotonic() < until:
        time.sleep(0.1)


def _stored(plant: Plant, writer: Writer) -> int:
    """Which of the texts is in the database."""
    actor = plant.cast.zhou if writer.hand.language == "zh-CN" else plant.cast.ye
    with plant.cast.act() as session:
        view = wizard.open_step(session, plant.cast.house, actor, writer.number, STEP)
        text = str(view.answers[FIELD.partition(".")[2]])
    return next((count for count, _ in writer.said if text_of(count) == text), 0)
