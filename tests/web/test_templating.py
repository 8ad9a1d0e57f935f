"""Short cuts of templates: they give what the long way gives."""

from flask import Flask, g
from jinja2 import Environment, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from planner.web.templating import PlainCalls, addresses, once
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


def test_words_and_markup_and_what_cannot_be_kept_are_drawn_for_themselves(author: Browser) -> None:
    app: Flask = author.client.application
    env = Environment(autoescape=True)
    env.globals.update(once=once)
    shown = env.from_string("{% macro drawn(x) %}{{ x }}{% endmacro %}{% set shown = once(drawn) %}").module.shown
    with app.test_request_context():
        assert [shown(Markup("<b>")), shown("<b>"), shown(Markup("<b>"))] == ["<b>", "&lt;b&gt;", "<b>"]
        assert [shown(1), shown(True)] == ["1", "True"]
        rows = [1]
        first = shown(rows)
        rows.append(2)
        assert (first, shown(rows)) == ("[1]", "[1, 2]")


def test_calls_are_those_of_jinja() -> None:
    @pass_context
    def sees(context: Context, name: str) -> object:
        return context.get(name)

    env = Environment(autoescape=True)
    env.context_class = PlainCalls
    env.globals.update(sees=sees, plain=lambda *given, **named: f"{given}{named}")
    source = "{% for x in [1] %}{{ plain(x, a=2) }}{% endfor %}{{ sees('y') }}{% macro m(z) %}{{ z }}{{ caller() }}{% endmacro %}{% call m(3) %}{{ plain() }}{% endcall %}"
    assert env.from_string(source).render(y=7) == Markup("(1,){{&#39;a&#39;: 2}}73(){{}}").replace("{{", "{").replace("}}", "}")


def test_an_address_is_that_of_flask_for_its_values_and_the_place_of_the_application(author: Browser) -> None:
    app: Flask = author.client.application
    url_for = addresses(app)
    for root in ("", "/planner", ""):
        with app.test_request_context("/plans", base_url=f"http://localhost{root}"):
            for _ in range(2):
                for values in (
                    {"number": "a", "slug": "b"},
                    {"number": "a", "slug": "c"},
                    {"number": "a", "slug": "b", "open": ["x", "y"]},
                ):
                    assert url_for("wizard.step", **values) == app.url_for("wizard.step", **values)
                for more in ({"_anchor": "x"}, {"_external": True}, {"page": 1}, {"page": True}):
                    assert url_for("plans.index", **more) == app.url_for("plans.index", **more)


def test_a_page_does_not_renew_the_cookie_of_the_session(author: Browser) -> None:
    assert "Set-Cookie" not in author.get("/plans").headers
