"""Traces reach a collector in another process, and say nothing of people or plans."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from planner.app import create_app
from planner.seeds.company import load_company
from planner.services.database import upgrade
from planner.settings import Settings, make_demo_secrets
from planner.web.extensions import house, transaction
from tests.web.conftest import Browser

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Collected:
    """What the collector has.

    :param port: where it listens
    """

    port: int
    folder: Path

    @property
    def raw(self) -> bytes:
        """Everything, as it came."""
        return b"".join(file.read_bytes() for file in sorted(self.folder.glob("*-v1-traces")))

    def spans(self) -> list[tuple[str, dict[str, str]]]:
        """Name and attributes of each."""
        sent = [ExportTraceServiceRequest.FromString(file.read_bytes()) for file in sorted(self.folder.glob("*-v1-traces"))]
        scopes = [scope for one in sent for resource in one.resource_spans for scope in resource.scope_spans]
        return [(span.name, _plain(span)) for scope in scopes for span in scope.spans]


def _plain(span: Any) -> dict[str, str]:
    return {one.key: one.value.string_value or str(one.value.int_value) for one in span.attributes}


@pytest.fixture
def collector(tmp_path: Path) -> Iterator[Collected]:
    """A running one."""
    folder = tmp_path / "spans"
    folder.mkdir()
    command = [sys.executable, "-m", "tests.factories.span_collector", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield Collected(int(process.stdout.readline()), folder)
        process.kill()


def test_requests_and_statements_are_traced_without_anybody_in_them(
    collector: Collected, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{collector.port}")
    make_demo_secrets(tmp_path)
    settings = Settings.from_env({"PLANNER_DATA": str(tmp_path), "OTEL_EXPORTER_OTLP_ENDPOINT": "http://127.0.0.1"})
    upgrade(settings.database_url)
    app = create_app(settings)
    with app.app_context():
        load_company(transaction, house())
    browser = Browser(app)
    assert browser.sign_in("zhou.yining").status_code == 303
    assert browser.post("/plans/new", {"plan_type": "launch"}).status_code < 500
    assert browser.get("/plans/2026-LA-0001?typed=秘密").status_code < 500
    assert browser.get("/v/ABCDEFGHJKLMNPQR").status_code < 500
    assert app.extensions["traces"].force_flush()
    app.extensions["traces"].shutdown()
    spans, raw = collector.spans(), collector.raw.decode("utf-8", "replace")
    requests = {attributes["http.route"] for _, attributes in spans if "http.route" in attributes}
    assert {"/sign-in", "/plans/<number>"} <= requests
    statements = [attributes["db.query.text"] for name, attributes in spans if name == "SELECT"]
    assert any("FROM person" in one for one in statements)
    for private in ("zhou.yining", "周亦宁", "2026-LA-0001", "秘密", "ABCDEFGH", "127.0.0.1", "hengyu-2026"):
        assert private not in raw


def test_nothing_is_traced_unless_it_is_asked_for(tmp_path: Path) -> None:
    make_demo_secrets(tmp_path)
    assert not Settings.from_env({"PLANNER_DATA": str(tmp_path)}).traces
