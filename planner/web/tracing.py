"""Traces for whoever collects them: one span for a request, one for each statement in it; off unless the setting asks for it.

Nothing personal goes out: the route and not the address, a statement without its values, no names, no texts, no network addresses.
"""

from typing import Any

from flask import Flask, Response, g, request
from sqlalchemy import Engine, event

from planner.kernel.errors import Unavailable
from planner.kernel.i18n import Text

_MISSING = Text(
    "设置了 OTEL_EXPORTER_OTLP_ENDPOINT，但没有安装 OpenTelemetry：重新运行 ops/setup.sh，或去掉这个设置。",
    "OTEL_EXPORTER_OTLP_ENDPOINT is set, but OpenTelemetry is not installed: run ops/setup.sh again, or take the setting out.",
)
_QUIET = frozenset({"assets.file", "status.healthz", "status.readyz", "status.metrics"})
"""Asked so often, and so much the same, that spans of them tell nothing."""


def install(app: Flask, engine: Engine) -> Any:
    """Trace every request of an app and every statement of an engine; where to, the library reads from its own OTEL_ variables.

    :returns: the provider, which keeps spans for a moment before it sends them
    :raises Unavailable: the library is not installed
    """
    try:
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
        from opentelemetry.sdk.resources import Resource
        from opentelemetry.sdk.trace import TracerProvider
        from opentelemetry.sdk.trace.export import BatchSpanProcessor
    except ImportError as failure:
        raise Unavailable(_MISSING) from failure
    provider = TracerProvider(resource=Resource.create({"service.name": "planner"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))  # starts its thread anew in each of the server's processes
    tracer = provider.get_tracer("planner")
    _requests(app, tracer)
    _statements(engine, tracer)
    return provider


def _requests(app: Flask, tracer: Any) -> None:
    from opentelemetry import context, propagate, trace

    def begin() -> None:
        if request.endpoint in _QUIET:
            return
        name = request.endpoint or "none"
        g.span = tracer.start_span(name, propagate.extract(dict(request.headers)), trace.SpanKind.SERVER)
        g.span.set_attribute("http.request.method", request.method)
        g.span.set_attribute("http.route", request.url_rule.rule if request.url_rule else "")
        g.span_token = context.attach(trace.set_span_in_context(g.span))

    def answered(response: Response) -> Response:
        if (span := g.get("span")) is not None:
            span.set_attribute("http.response.status_code", response.status_code)
            span.set_attribute("planner.request_id", g.get("request_id", ""))
            if response.status_code >= 500:
                span.set_status(trace.StatusCode.ERROR)
        return response

    def end(_failure: BaseException | None) -> None:
        if (span := g.pop("span", None)) is not None:
            context.detach(g.pop("span_token"))
            span.end()

    app.before_request(begin)
    app.after_request(answered)
    app.teardown_request(end)


def _statements(engine: Engine, tracer: Any) -> None:
    from opentelemetry import trace

    @event.listens_for(engine, "before_cursor_execute")
    def begin(_connection: Any, _cursor: Any, statement: str, _values: Any, execution: Any, _many: bool) -> None:
        if not trace.get_current_span().is_recording():
            return  # not within a request
        span = tracer.start_span(statement.split(maxsplit=1)[0].upper(), kind=trace.SpanKind.CLIENT)
        span.set_attribute("db.system.name", engine.dialect.name)
        span.set_attribute("db.query.text", statement)
        execution._planner_span = span

    @event.listens_for(engine, "after_cursor_execute")
    def end(_connection: Any, _cursor: Any, _statement: str, _values: Any, execution: Any, _many: bool) -> None:
        if (span := getattr(execution, "_planner_span", None)) is not None:
            span.end()

    @event.listens_for(engine, "handle_error")
    def failed(told: Any) -> None:
        if (span := getattr(told.execution_context, "_planner_span", None)) is not None:
            span.set_status(trace.StatusCode.ERROR)
            span.end()
