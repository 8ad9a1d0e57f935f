"""How often a request asks the database, and how little an autosave writes and answers."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, event

from planner.compliance.findings import Report
from planner.services import checking
from tests.web.conftest import Browser
from tests.web.wizard.conftest import form_of
from tests.web.wizard.test_kinds import press, start

AUTOSAVE, STEP = 5, 8
"""Statements of one request, BEGIN left out. A save: who, plan, answers with what is in force and whether anybody spoke, the write, products."""


@contextmanager
def statements() -> Iterator[list[str]]:
    """What is sent to the database meanwhile, transactions left out."""
    found: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA", "COMMIT", "ROLLBACK")):
            found.append(" ".join(statement.split()))

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(Engine, "before_cursor_execute", note)


def autosave(author: Browser, address: str, path: str, typed: str) -> str:
    """What the script posts when somebody stops typing in one field."""
    base = form_of(author.get(address))[f"base:{path}"]
    answer = author.post(address, {path: typed, f"base:{path}": base}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    return answer.text


def lines(author: Browser, address: str) -> list[str]:
    """The fields of the step's rows, without their bases."""
    return [path for path in form_of(author.get(address)) if path.count(".") == 3 and not path.startswith("base:")]


@pytest.fixture
def goals(author: Browser) -> str:
    """The goals of a fresh plan, with one row."""
    address = start(author, "launch") + "goals"
    if not lines(author, address):
        press(author, address, "add:goals.goals")
    return address


def test_an_autosave_asks_little_and_writes_one_row(author: Browser, goals: str) -> None:
    path = next(one for one in lines(author, goals) if one.endswith(".statement"))
    autosave(author, goals, path, "第一遍")  # a process reads templates and rules once
    base = form_of(author.get(goals))[f"base:{path}"]
    with statements() as sent:
        author.post(goals, {path: "第二遍", f"base:{path}": base}, headers={"HX-Request": "true"})
    written = [one for one in sent if not one.startswith("SELECT")]
    assert len(written) == 1
    assert written[0].startswith("UPDATE step_answers")
    assert len(sent) <= AUTOSAVE, "\n".join(sent)


def test_nobody_who_wants_to_write_waits_for_the_check(author: Browser, goals: str, monkeypatch: pytest.MonkeyPatch) -> None:
    path = next(one for one in lines(author, goals) if one.endswith(".statement"))
    base = form_of(author.get(goals))[f"base:{path}"]
    happened: list[str] = []
    real = checking.check_plan

    def check(*what: Any) -> Report:
        happened.append("check")
        return real(*what)

    monkeypatch.setattr(checking, "check_plan", check)
    event.listen(Engine, "commit", committed := lambda _connection: happened.append("commit"))
    try:
        author.post(goals, {path: "不在别人等着的时候检查", f"base:{path}": base}, headers={"HX-Request": "true"})
    finally:
        event.remove(Engine, "commit", committed)
    assert happened == ["commit", "check"]


def test_an_autosave_that_changes_nothing_writes_nothing(author: Browser, goals: str) -> None:
    path = next(one for one in lines(author, goals) if one.endswith(".statement"))
    autosave(author, goals, path, "规范化诊疗教育")
    base = form_of(author.get(goals))[f"base:{path}"]
    with statements() as sent:
        author.post(goals, {path: "规范化诊疗教育", f"base:{path}": base}, headers={"HX-Request": "true"})
    assert [one for one in sent if not one.startswith("SELECT")] == []


def test_an_autosave_answers_with_the_fragment_of_that_field_only(author: Browser, goals: str) -> None:
    press(author, goals, "add:goals.goals")
    path = next(one for one in lines(author, goals) if one.endswith(".statement"))
    answer = autosave(author, goals, path, "六家医院的护士掌握正确的注射技术")
    bases = re.findall(r'name="base:([^"]+)"', answer)
    assert path in bases
    assert {one.rpartition(".")[0] for one in bases} == {path.rpartition(".")[0]}
    assert "<textarea" not in answer.partition('id="notes"')[0]
    assert len(re.findall("data-head-for=", answer)) == 1


def test_neither_page_nor_autosave_asks_more_often_with_more_rows(author: Browser, goals: str) -> None:
    def counted() -> tuple[int, int]:
        path = next(one for one in lines(author, goals) if one.endswith(".statement"))
        base = form_of(author.get(goals))[f"base:{path}"]
        with statements() as page:
            author.get(goals)
        with statements() as saved:
            author.post(goals, {path: f"{base[:4]}再写一遍", f"base:{path}": base}, headers={"HX-Request": "true"})
        return len(page), len(saved)

    few = counted()
    for _ in range(3):
        press(author, goals, "add:goals.goals")
    assert counted() == few
    assert few[0] <= STEP
