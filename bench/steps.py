"""`python -m bench.steps`: server time of each step page of a full plan, as a ratio to a bare WTForms page of as many fields in the same run.

The floor asks the same fields as WTForms has them (lines, texts, choices, days, numbers), in one page over a base template, each
with label, help, error and control through one macro, as Bootstrap-Flask lays a form out, and the token against forgery.
It reads no database, knows nobody and checks nothing. Both run through Flask's test client, in turn.
"""

import sys
import tempfile
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from re import findall
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from flask_wtf import FlaskForm
from jinja2 import DictLoader
from wtforms import DateField, Field, RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from bench.autosave import HOST, at_work, measure
from planner.wizards import schema

ROUNDS = 60
TEMPLATES = {
    "base.html": """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{% block title %}{% endblock %}</title>
<link rel="stylesheet" href="{{ url_for('static', filename='bootstrap.css') }}"></head>
<body><nav class="navbar"><a href="/">计划</a></nav><main class="container">{% block content %}{% endblock %}</main></body></html>""",
    "fields.html": """{% macro render(field) %}<div class="mb-3{{ ' required' if field.flags.required }}">
{% if field.type == "RadioField" or field.type == "SelectMultipleField" %}<div class="form-label">{{ field.label.text }}</div>
{% for item in field %}<div class="form-check">{{ item(class="form-check-input") }}{{ item.label(class="form-check-label") }}</div>{% endfor %}
{% else %}{{ field.label(class="form-label") }}
{% if field.type == "SelectField" %}{{ field(class="form-select") }}
{% elif field.errors %}{{ field(class="form-control is-invalid") }}{% else %}{{ field(class="form-control") }}{% endif %}{% endif %}
{% for error in field.errors %}<div class="invalid-feedback">{{ error }}</div>{% endfor %}
{% if field.description %}<small class="form-text">{{ field.description }}</small>{% endif %}</div>{% endmacro %}""",
    "page.html": """{% extends "base.html" %}{% from "fields.html" import render %}{% block title %}{{ title }}{% endblock %}
{% block content %}<h1>{{ title }}</h1><form method="post" novalidate>{{ form.hidden_tag() }}
{% for field in form if field.type != "CSRFTokenField" %}{{ render(field) }}{% endfor %}<button class="btn">保存</button></form>{% endblock %}""",
}
CHOSEN = {"choice": RadioField, "yes_no": RadioField, "many": SelectMultipleField, "products": SelectMultipleField}
CHOSEN |= {"product": SelectField, "territory": SelectField, "quarter": SelectField}


def asked(step: schema.Step, page: str) -> Iterator[schema.Field]:
    """The declared field behind every control of a step page."""
    for path in findall(r'name="base:([^"]*)"', page):
        items, found = step.items, None
        for name in unescape(path).split(".")[1:]:
            found = next((item for item in items if item.name == name), found)
            items = found.fields if isinstance(found, schema.Group) else items
        assert isinstance(found, schema.Field), path
        yield found


def _field(one: schema.Field) -> tuple[Any, Any]:
    """A field of WTForms that asks the same, and what stands in it."""
    label, needed = one.label.zh, InputRequired() if one.required else Optional()
    more: dict[str, Any] = {"description": one.help.zh if one.help else "", "validators": [needed]}
    if one.kind in CHOSEN:
        choices = [(c.value, c.label.zh) for c in one.choices] or [("1", "是"), ("2", "否")]
        kind = SelectField if one.kind == "choice" and len(choices) > 4 else CHOSEN[one.kind]
        return kind(label, choices=choices, **more), [choices[0][0]] if kind is SelectMultipleField else choices[0][0]
    if one.kind == "text":
        more["validators"] = [needed, Length(max=one.most_characters)]
        return TextAreaField(label, **more), "在六家医院开展规范化诊疗的疾病教育。"
    if one.kind == "date":
        return DateField(label, **more), None
    return StringField(label, **{**more, "validators": [needed, Length(max=one.most_characters)]}), "600"


def bare_page(fields: list[schema.Field]) -> Callable[[int], None]:
    """A call of the floor for a page that asks these fields."""
    app = Flask(__name__)
    app.secret_key = "of the bench alone"
    app.jinja_loader = DictLoader(TEMPLATES)
    made: dict[str, tuple[Field, Any]] = {f"field{n}": _field(one) for n, one in enumerate(fields)}
    form_class = type("BareForm", (FlaskForm,), {name: field for name, (field, _) in made.items()})
    words = {name: value for name, (_, value) in made.items()}

    @app.get("/")
    def page() -> str:
        return app.jinja_env.get_template("page.html").render(form=form_class(data=words), title="目标")

    client = app.test_client()

    def call(_: int) -> None:
        answer = client.get("/")
        assert answer.status_code == 200
        assert answer.text.count('class="mb-3') == len(fields)

    return call


def step_page(client: FlaskClient, address: str) -> Callable[[int], None]:
    """A call of the product: the author opens a step."""

    def call(_: int) -> None:
        answer = client.get(address, base_url=HOST)
        assert answer.status_code == 200
        assert 'id="step-form"' in answer.text

    return call


def main() -> int:
    """Print the figures of every step."""
    with tempfile.TemporaryDirectory() as folder:
        app, client, number = at_work(Path(folder) / "data")
        for step in app.extensions["house"].plan_types["launch"].steps:
            address = f"/plans/{number}/steps/{step.slug}"
            fields = list(asked(step, client.get(address, base_url=HOST).text))
            found = measure({"bare": bare_page(fields), "step": step_page(client, address)}, ROUNDS)
            ours, bare = found["step"], found["bare"]
            sys.stdout.write(
                f"step {step.slug:14} {len(fields):3} fields: {ours.wall:5.1f} ms; bare WTForms page of as many: {bare.wall:5.1f} ms; "
                f"ratio {ours.wall / bare.wall:.1f}; of the processor {ours.processor:5.1f} and {bare.processor:5.1f} ms; "
                f"ratio {ours.processor / bare.processor:.1f}\n"
            )
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
