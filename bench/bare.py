"""The bare floor of an autosave: what none can do without. Flask takes a form, WTForms validates one field, one row is
written with our settings and committed, a small fragment goes back (design: validate one field, write one row, commit).

As a server of its own: `FLOOR_URL=… gunicorn --config ops/gunicorn_conf.py "bench.bare:from_environment()"`.
"""

import os

from flask import Flask, request
from sqlalchemy import create_engine, text
from wtforms import Form, StringField
from wtforms.validators import InputRequired, Length

from planner.models.engine import WRITE, prepare


class FieldForm(Form):
    """One text, as long as a field of ours may be."""

    words = StringField(validators=[InputRequired(), Length(max=600)])


def bare_app(url: str, rows: int = 1) -> Flask:
    """The floor over a table of its own with so many rows; `POST /save/<row>`."""
    engine = create_engine(url, hide_parameters=True)  # as the product's own, see planner/app.py
    prepare(engine)
    app = Flask(__name__)
    with engine.connect().execution_options(**WRITE) as connection:
        connection.execute(text("CREATE TABLE IF NOT EXISTS answer (id INTEGER PRIMARY KEY, words TEXT NOT NULL)"))
        there = {row for (row,) in connection.execute(text("SELECT id FROM answer"))}
        for row in sorted(set(range(1, rows + 1)) - there):
            connection.execute(text("INSERT INTO answer VALUES (:id, '')"), {"id": row})
        connection.commit()
    engine.dispose()  # the server's processes open connections of their own
    template = app.jinja_env.from_string("<p>{{ form.words.data }}</p>")

    @app.post("/save/<int:row>")
    def save(row: int) -> str:
        form = FieldForm(request.form)
        if not form.validate():
            return "invalid"
        with engine.connect().execution_options(**WRITE) as connection:
            connection.execute(text("UPDATE answer SET words = :words WHERE id = :row"), {"words": form.words.data, "row": row})
            connection.commit()
        return template.render(form=form)

    return app


def from_environment() -> Flask:
    """The app of a floor server."""
    return bare_app(os.environ["FLOOR_URL"], int(os.environ.get("FLOOR_ROWS", "1")))
