"""How often: what prose says against the fields that say it, and both against what a month can hold."""

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from planner.compliance.document import Row
from planner.compliance.structural.base import Breach, at, beside, check, day, limit, number, part, text_of, texts
from planner.compliance.structural.frequency import Often, frequencies
from planner.compliance.structural.reading import clause_at, prepared
from planner.compliance.structural.sheet import Sheet

RHYTHM = {"weekly": 52 / 12, "two_weeks": 26 / 12, "monthly": 1.0, "quarterly": 1 / 3}
_RHYTHM_ZH = {"weekly": "每周", "two_weeks": "每两周", "monthly": "每月", "quarterly": "每季度"}
_RHYTHM_EN = {"weekly": "weekly", "two_weeks": "every two weeks", "monthly": "monthly", "quarterly": "quarterly"}
_TIER = re.compile(r"(?<![a-z])([abcd])\s?(?:类|级|档|层)|tier\s([abcd])(?![a-z])")
_SEVERAL = re.compile(r"[abcd]\s?(?:类|级)?\s?[、/和与及-]\s?[abcd]\s?(?:类|级|档|层)|[abcd]{2}\s?(?:类|级)")
_EACH = (
    "每位",
    "每名",
    "每个客户",
    "每个医生",
    "同一",
    "每人",
    "单个",
    "人均",
    "each doctor",
    "per doctor",
    "each physician",
    "/人",
    "/位",
)


@check("tier_frequency_differs")
def tier_differs(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """Prose that gives a tier of customers another frequency than the segments do. Parameter `contact`: words of contact."""
    stored = {str(row.values.get("tier")): row for row in document.rows_of("segments") if number(row, "contacts_per_month") is not None}
    if not stored or len(stored) != sum(number(row, "contacts_per_month") is not None for row in document.rows_of("segments")):
        return  # none, or several rows for one tier
    contact = texts(params, "contact")
    for field, said in document.said:
        for often in said.often:
            tier = _tier(field.text, often)
            row = stored.get(tier.upper()) if tier else None
            if row is None or not _speaks_of(field.text, often, contact):
                continue
            figure = number(row, "contacts_per_month") or Decimal(0)
            if not often.agrees(float(figure)):
                yield beside(field, (often.start, often.end), tier=tier.upper(), value=shown(figure))


@check("own_frequency_differs")
def own_differs(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """A segment whose words give another frequency than its field."""
    for row in document.rows_of("segments"):
        figure = number(row, "contacts_per_month")
        if figure is None:
            continue
        for name in ("content", "criteria"):
            text = str(row.values.get(name) or "")
            for often in frequencies(text):
                tier = _tier(text, often)
                meant = tier in ("", str(row.values.get("tier")).lower()) and _speaks_of(text, often, texts(params, "contact"))
                if meant and not often.agrees(float(figure)):
                    yield part(row, name, (often.start, often.end), value=shown(figure))


@check("review_rhythm_differs")
def review_differs(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """Prose with a rhythm of review that no row of the reviews has. Parameter `words`: what a review is called."""
    rows = [row for row in document.rows_of("reviews", "monitoring") if row.values.get("cadence") in RHYTHM]
    if not rows:
        return
    known = [RHYTHM[str(row.values["cadence"])] for row in rows]
    named = dict.fromkeys(str(row.values["cadence"]) for row in rows)
    words = {"value": "、".join(_RHYTHM_ZH[n] for n in named), "value_en": ", ".join(_RHYTHM_EN[n] for n in named)}
    review = texts(params, "words")
    for field, said in document.said:
        for start, end, per_month in said.rhythms:
            clause, low = clause_at(prepared(field.text), start)
            after = clause[end - low : end - low + 10]
            if any(word in after for word in review) and not any(_near(per_month, figure) for figure in known):
                yield beside(field, (start, end), **words)


@check("repeated_in_one_day")
def repeated(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """An activity that says it happens again and again, but is dated too short for a second time.

    Parameters `held`: words of holding an event; `unless`: words of what follows it.
    """
    for row in document.rows_of("activities"):
        first, last = day(row, "from_date"), day(row, "to_date")
        if first is None or last is None or last < first:
            continue
        days = (last - first).days + 1
        for name in ("name", "description"):
            text = str(row.values.get(name) or "")
            said = next((o for o in frequencies(text) if name == "name" or _is_held(clause_at(prepared(text), o.start)[0], params)), None)
            if said is not None and said.low is not None and said.low * days / 30.4 < 0.9:
                yield part(row, name, (said.start, said.end), days=str(days))
                break


@check("contacts_over_policy")
def over_policy(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """A segment in which one doctor is contacted more often than the policy allows (S-10)."""
    most = limit(document, "contacts_per_month")
    for row in document.rows_of("segments"):
        figure = number(row, "contacts_per_month")
        if most is not None and figure is not None and figure > most:
            yield at(row, "contacts_per_month", tier=str(row.values.get("tier") or ""), value=shown(figure), limit=str(most))


@check("prose_contacts_over_policy")
def prose_over_policy(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """Prose by which one doctor is visited more often than the policy allows (S-10). Parameters `contact`, `person`."""
    most = limit(document, "contacts_per_month")
    if most is None:
        return
    contact, person = texts(params, "contact"), texts(params, "person")
    for field, said in document.said:
        for often in said.often:
            if often.low is None or often.low <= most * 1.12:
                continue
            text = prepared(field.text)
            clause, _ = clause_at(text, often.start)
            for_each = any(word in clause for word in _EACH) or bool(_tier(field.text, often))
            if for_each and any(w in clause for w in contact) and any(w in clause for w in person):
                yield beside(field, (often.start, often.end), value=shown(Decimal(str(round(often.low, 1)))), limit=str(most))


@check("contacts_not_feasible")
def not_feasible(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """Segments that ask for more contacts in a month than one person can make on working days (S-10)."""
    a_day, days = limit(document, "visits_per_day"), limit(document, "working_days_per_month")
    rows = [row for row in document.rows_of("segments") if number(row, "contacts_per_month") and number(row, "heads")]
    if a_day is None or days is None or not rows:
        return
    total = sum(((number(row, "heads") or Decimal(0)) * (number(row, "contacts_per_month") or Decimal(0)) for row in rows), Decimal(0))
    if total > a_day * days:
        heaviest = max(rows, key=lambda row: (number(row, "heads") or Decimal(0)) * (number(row, "contacts_per_month") or Decimal(0)))
        yield at(heaviest, "contacts_per_month", value=shown(total), limit=str(a_day * days), days=str(days), each=str(a_day))


@check("prose_visits_not_feasible")
def prose_not_feasible(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """Prose by which one person makes more visits than working days hold (S-10). Parameters `contact`; `unless`: words of a team."""
    a_day, days = limit(document, "visits_per_day"), limit(document, "working_days_per_month")
    if a_day is None or days is None:
        return
    contact, unless = texts(params, "contact"), texts(params, "unless")
    for field, said in document.said:
        text = prepared(field.text)
        visits = [(o.start, o.end, o.low) for o in said.often if o.low is not None]
        visits += [(start, end, count * days) for start, end, count in said.a_day]
        for start, end, per_month in visits:
            clause, _ = clause_at(text, start)
            if per_month > a_day * days and any(w in clause for w in contact) and not any(w in clause for w in unless):
                yield beside(
                    field, (start, end), value=shown(Decimal(round(per_month))), limit=str(a_day * days), days=str(days), each=str(a_day)
                )


@check("same_visit_twice")
def same_visit(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """Two visits of one audience in one institution on one day (S-10)."""
    seen: dict[tuple[object, ...], Row] = {}
    for row in document.rows_of("activities"):
        first = day(row, "from_date")
        if row.values.get("kind") != "one_to_one_visit" or first is None or first != day(row, "to_date"):
            continue
        who = (first, text_of(row, "institution"), text_of(row, "audience"))
        if not all(who):
            continue
        if who in seen:
            yield at(row, "from_date")
        seen[who] = row


def _speaks_of(text: str, often: Often, words: tuple[str, ...]) -> bool:
    clause, _ = clause_at(prepared(text), often.start)
    return any(word in clause for word in words)


def _tier(text: str, often: Often) -> str:
    """The tier whose frequency it is: the last one named before it in its clause, or the one inside it; "" where unclear."""
    said = prepared(text)
    clause, low = clause_at(said, often.start)
    if _SEVERAL.search(clause):
        return ""
    inside = {a or b for a, b in _TIER.findall(said.text[often.start : often.end])}
    before = [a or b for a, b in _TIER.findall(clause[: often.start - low])]
    after = {a or b for a, b in _TIER.findall(clause[often.end - low :])}
    if inside:
        return inside.pop() if len(inside) == 1 else ""
    if before:
        return str(before[-1])
    return after.pop() if len(after) == 1 else ""


def _is_held(clause: str, params: Mapping[str, object]) -> bool:
    return any(word in clause for word in texts(params, "held")) and not any(word in clause for word in texts(params, "unless"))


def _near(one: float, other: float) -> bool:
    return abs(one - other) <= 0.12 * max(one, other)


def shown(value: Decimal) -> str:
    """A figure without zeros at its end."""
    return format(value.normalize(), "f")
