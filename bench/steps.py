"""`python -m bench.steps`: server time of each step page of a full plan, as a ratio to a bare WTForms page of as many fields in the same run.

The floor is a Flask route that fills a form of as many text fields and renders each with its label,
help and error, one loop in one template. Both run through Flask's test client, in turn.
"""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from wtforms import Form, StringField, TextAreaField
from wtforms.validators import InputRequired, Length

from bench.autosave import HOST, at_work, measure

ROUNDS = 60
PAGE = """<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>{{ title }}</title></head><body><form method="post">
{% for field in form %}<div class="field">{{ field.label }}<p>{{ field.description }}</p>{{ field(class="control") }}
{% for error in field.errors %}<p class="error">{{ error }}</p>{% endfor %}</div>{% endfor %}
<button>保存</button></form></body></html>"""


def bare_page(fields: int) -> Callable[[int], None]:
    """A call of the floor for a page of so many fields, half of them texts."""
    app = Flask(__name__)
    kinds = {
        f"field{n}": (TextAreaField if n % 2 else StringField)(
            f"第 {n} 栏", description="让哪些科室更了解这类疾病？", validators=[InputRequired(), Length(max=600)]
        )
        for n in range(fields)
    }
    form_class = type("BareForm", (Form,), kinds)
    words = {f"field{n}": f"在六家医院开展规范化诊疗的疾病教育，第 {n} 场。" for n in range(fields)}

    template = app.jinja_env.from_string(PAGE)

    @app.get("/")
    def page() -> str:
        form = form_class(data=words)
        return template.render(form=form, title="目标")

    client = app.test_client()

    def call(_: int) -> None:
        answer = client.get("/")
        assert answer.status_code == 200
        assert answer.text.count('class="control"') == fields

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
            fields = client.get(address, base_url=HOST).text.count('name="base:')
            found = measure({"bare": bare_page(fields), "step": step_page(client, address)}, ROUNDS)
            sys.stdout.write(
                f"step {step.slug:14} {fields:3} fields: {found['step']:5.1f} ms; bare WTForms page of as many: {found['bare']:5.1f} ms; "
                f"ratio {found['step'] / found['bare']:.1f}\n"
            )
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main())
