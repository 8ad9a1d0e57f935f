"""Macros that are drawn once."""

from flask import Flask, g
from jinja2 import Environment

from planner.web.templating import once
from tests.web.conftest import Browser

TEMPLATE = "{% macro drawn(name, size=18) %}{{ seen(name) }}<i>{{ name }}{{ size }}{{ t('大', 'big') }}</i>{% endmacro %}{% set icon = once(drawn) %}"


def test_a_macro_is_drawn_once_for_its_arguments_and_the_language(author: Browser) -> None:
    app: Flask = author.client.application
    drawn: list[str] = []
    env = Environment(autoescape=True)
    env.globals.update(once=once, seen=lambda name: drawn.append(name) or "", t=app.jinja_env.globals["t"])
    icon = env.from_string(TEMPLATE).module.icon
    with app.test_request_context():
        g.language = "zh"
        assert [icon("a<b"), icon("a<b"), icon("a<b", 16), icon("a<b", size=16)] == ["<i>a&lt;b18大</i>"] * 2 + ["<i>a&lt;b16大</i>"] * 2
        g.language = "en"
        assert icon("a<b") == "<i>a&lt;b18big</i>"
    assert drawn == ["a<b"] * 4
