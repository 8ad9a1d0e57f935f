"""What a layer loads, seen from a fresh interpreter: import contracts read the source, this reads what happens."""

import subprocess
import sys

import pytest

WEB = {"flask", "werkzeug", "wtforms", "flask_wtf", "flask_sqlalchemy"}
STORE = {"sqlalchemy", "alembic", "jinja2"}


def loaded_by(module: str) -> set[str]:
    """Top-level names of everything in memory once a module was imported."""
    code = f"import {module}, sys; print(' '.join({{name.partition('.')[0] for name in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split())


@pytest.mark.parametrize(
    "module",
    ["planner", "planner.kernel.errors", "planner.kernel.i18n", "planner.compliance", "planner.wizards.registry", "planner.workflow"],
)
def test_the_core_loads_neither_web_nor_database(module: str) -> None:
    assert loaded_by(module) & (WEB | STORE) == set()


@pytest.mark.parametrize("module", ["planner.models", "planner.services.database", "planner.documents.fonts", "planner.signing"])
def test_what_lies_under_the_pages_loads_no_web_framework(module: str) -> None:
    assert loaded_by(module) & WEB == set()


def test_asking_the_console_for_help_loads_next_to_nothing() -> None:
    assert loaded_by("planner.cli.main") & (WEB | STORE | {"pydantic", "weasyprint", "pyhanko", "opencc", "re2"}) == set()
