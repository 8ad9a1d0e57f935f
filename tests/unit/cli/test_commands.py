"""The console without an account: what it prints and which status it ends with."""

import json
import os
import re
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from planner.cli import main as console
from planner.cli.environment import settings
from planner.models.engine import make_engine
from planner.services import house
from planner.settings import SECRET_NAMES
from tests.factories.core import one_pack

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def planner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Iterator[Run]:
    """Runs the console as the script does; returns exit status, standard output, standard error."""
    for name in ("PLANNER_ENV", "DATABASE_URL", "LANG", "LC_ALL", "LC_MESSAGES", *SECRET_NAMES):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("PLANNER_DATA", str(tmp_path / "data"))
    settings.cache_clear()

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr("sys.argv", ["planner", *arguments])
        with pytest.raises(SystemExit) as stop:
            console.main()
        shown = capsys.readouterr()
        return int(stop.value.code or 0), shown.out, shown.err

    with one_pack(house):
        yield run
    settings.cache_clear()


def test_help_lists_every_command(planner: Run) -> None:
    status, out, _ = planner("--help")
    assert status == 0
    for name in console.COMMANDS:
        assert f"  {name} " in out


@pytest.mark.parametrize("name", console.COMMANDS)
def test_every_command_of_the_list_is_there(planner: Run, name: str) -> None:
    assert planner(name, "--help")[0] == 0


def test_an_unknown_command_is_an_error(planner: Run) -> None:
    status, _, err = planner("chekc")
    assert status == 2
    assert "chekc" in err


def test_an_empty_house_has_no_plans_and_a_whole_trail(planner: Run) -> None:
    assert planner("plans", "--format", "json")[:2] == (0, "[]\n")
    status, out, _ = planner("audit", "verify")
    assert status == 0
    assert "whole" in out


@pytest.mark.slow
@pytest.mark.slow
def test_no_password_is_ever_shown_at_the_console(planner: Run) -> None:
    added = ("users", "add", "HY0001", "a@b.example", "张三", "--role", "administrator", "--territory", "全国")
    for command in (added, ("users", "password", "HY0001")):
        status, out, _ = planner(*command)
        assert status == 0 and re.fullmatch(r"张三 sets .+ once:\nhttp://127\.0\.0\.1:8000/invitation/[0-9a-f]{64}\n", out), out


def test_a_changed_trail_is_found(planner: Run, tmp_path: Path) -> None:
    planner("plans")
    engine = make_engine(f"sqlite:///{tmp_path / 'data/planner.db'}")
    with engine.begin() as connection:
        connection.execute(text("insert into audit_event values (1, '2026-01-01', 'plan.approve', 1, '', '', '{}', '', 'forged')"))
    engine.dispose()
    status, out, _ = planner("audit", "verify")
    assert status == 1
    assert "event 1" in out


@pytest.mark.slow
def test_a_plan_that_does_not_exist_cannot_be_exported(planner: Run, tmp_path: Path) -> None:
    status, out, err = planner("export", "2026-LA-0001", "-o", str(tmp_path / "plan.pdf"))
    assert (status, out, len(err.splitlines())) == (2, "", 1)
    assert "2026-LA-0001" in err
    assert not (tmp_path / "plan.pdf").exists()


@pytest.mark.slow
def test_a_strange_file_is_not_ours(planner: Run, tmp_path: Path) -> None:
    strange = tmp_path / "strange.pdf"
    strange.write_bytes(b"%PDF-1.7\nnot really\n")
    status, out, _ = planner("verify", str(strange), "--format", "json")
    assert status == 1
    answer = json.loads(out)
    assert (answer["issued"], answer["in_force"], answer["signers"]) == (False, False, [])


def test_a_missing_file_is_an_error(planner: Run) -> None:
    assert planner("verify", "/nowhere/plan.pdf")[0] == 2


def test_a_bad_setting_is_one_clear_line(planner: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "eighty")
    status, out, err = planner("plans")
    assert (status, out, len(err.splitlines())) == (2, "", 1)
    assert "PORT" in err


def test_errors_come_in_chinese_where_the_terminal_asks_for_it(planner: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANG", "zh_CN.UTF-8")
    monkeypatch.setenv("PORT", "eighty")
    assert "整数" in planner("plans")[2]


def test_production_takes_no_demo_data(planner: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLANNER_ENV", "production")
    monkeypatch.setenv("PUBLIC_URL", "https://plans.example.cn")
    for name in SECRET_NAMES:
        monkeypatch.setenv(name, f"{name} " + "x" * 40)
    assert planner("demo")[0] == 2


def test_a_taken_port_is_said_before_anything_else(planner: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        monkeypatch.setenv("PORT", str(taken.getsockname()[1]))
        status, _, err = planner("serve")
        assert "PROMETHEUS_MULTIPROC_DIR" not in os.environ, "nothing was begun, and nothing is left of it"
    assert status == 2
    assert "Choose another port" in err


def test_a_surprise_is_never_mistaken_for_a_finding(planner: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("by nought")

    monkeypatch.setattr("planner.cli.plans.at_work", broken)
    monkeypatch.delenv("PYTHONDEVMODE", raising=False)
    status, _, err = planner("plans")
    assert status == 2
    assert "by nought" in err
