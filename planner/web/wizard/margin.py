"""The margin of a step, kept while it says the same: most pauses of somebody who types change none of its cards."""

import re
from collections.abc import Hashable, Sequence

from flask import current_app, request
from markupsafe import Markup

from planner.compliance.findings import Finding
from planner.web.language import language
from planner.web.wizard.controls import Numbered

MOST = 1024
_HAN = re.compile(r"[\u3400-\u9fff]")
_kept: dict[tuple[Hashable, ...], Markup] = {}


def margin(context: dict[str, object], number: str, numbered: Sequence[Numbered], *, quiet: bool) -> Markup:
    """The cards of a step, as `wizard/_notes.html` draws them from the context.

    :param quiet: nobody has said or decided anything about the plan: then the cards follow from the findings alone
    """
    key = (request.script_root, language(), number, *(_said(one) for one in numbered)) if quiet else None
    found = _kept.get(key) if key is not None else None
    if found is None:
        found = Markup(current_app.jinja_env.get_template("wizard/_notes.html").render(context))  # noqa: S704  a template's answer
        if key is not None:
            if len(_kept) >= MOST:
                _kept.clear()
            _kept[key] = found
    return found


def _said(one: Numbered) -> tuple[Hashable, ...]:
    """What a card shows of a finding; where in the text it stands is shown there."""
    f: Finding = one.finding
    han = bool(_HAN.search(f.sentence or f.quote))
    shown = (f.fingerprint, f.rule_id, f.rev, f.category, f.severity, f.path, f.quote, f.title, f.message, f.why, f.cites, f.suggestions)
    return (one.number, *shown, f.override, f.start == f.end, han)
