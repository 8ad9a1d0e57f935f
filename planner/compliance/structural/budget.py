"""The budget table: what a line is called, whom it pays, and whether an event stands behind it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from planner.compliance.document import Row
from planner.compliance.structural.amounts import money
from planner.compliance.structural.base import Breach, amount, at, check, day, first_word, limit, part, text_of, texts, yuan
from planner.compliance.structural.reading import clause_at, finder, hit_in, prepared
from planner.compliance.structural.sheet import Sheet


@check("budget_line_words")
def line_words(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """A budget line whose words say what it may not be (S-20, S-21, S-22).

    Parameters `words`; `fields`: where they are looked for; `harmless`: longer terms that only look like one;
    `per`: units for each of which no amount may be paid; `proof`: words in the line one of which makes it good, when given; `unless`: words in the clause that take it out.
    """
    words = finder(texts(params, "words"), texts(params, "harmless"), texts(params, "unless"))
    proof = finder(texts(params, "proof"))
    for row in document.rows_of("resources"):
        for name in texts(params, "fields"):
            found = hit_in(words, row.values.get(name)) or _priced(str(row.values.get(name) or ""), params)
            if found is not None and not any(hit_in(proof, row.values.get(other)) for other in ("item", "justification")):
                yield part(row, name, found[:2], measure=found[2])
                break


def _priced(text: str, params: Mapping[str, object]) -> tuple[int, int, str] | None:
    """An amount of money for each of something: 每例患者200元."""
    each = texts(params, "per")
    for figure in money(text) if each and text else ():
        clause, low = clause_at(prepared(text), figure.start)
        before = clause[max(0, figure.start - low - 10) : figure.start - low]
        named = first_word(before, each)
        if named and not first_word(clause, texts(params, "unless")):
            return low + clause.index(named), figure.end, f"{clause[clause.index(named) : figure.end - low]}"
    return None


@check("event_without_budget")
def without_budget(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """Activities that pay a fee or a meal for which the budget table, though it is filled in, has no line.

    Parameters `field`: money field of the activity; `kind`: kind of the budget line.
    """
    rows, kind = document.rows_of("resources"), params.get("kind")
    paying = [row for row in document.rows_of("activities") if amount(row, str(params.get("field"))) > 0]
    if rows and paying and not any(row.values.get("kind") == kind for row in rows):
        yield at(paying[0], str(params.get("field")), value=yuan(amount(paying[0], str(params.get("field")))))


@check("budget_without_event")
def without_event(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """A budget line of a kind that only events need, while no activity has such a cost. Parameters as above."""
    activities = document.rows_of("activities")
    if not activities or any(amount(row, str(params.get("field"))) > 0 for row in activities):
        return
    for row in document.rows_of("resources"):
        if row.values.get("kind") == params.get("kind") and amount(row, "amount") > 0:
            yield at(row, "amount", value=yuan(amount(row, "amount")))


@check("budget_differs_from_events")
def differs(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """Budget lines of a kind that hold less than the activities spend.

    Parameters `field`, `kind`; `per_head`: the field is an amount a head.
    """
    lines = [row for row in document.rows_of("resources") if row.values.get("kind") == params.get("kind") and amount(row, "amount") > 0]
    rows = [row for row in document.rows_of("activities") if amount(row, str(params.get("field"))) > 0]
    per_head = params.get("per_head") is True
    if not lines or not rows or (per_head and any(amount(row, "heads") <= 0 for row in rows)):
        return
    spent = sum(amount(row, str(params.get("field"))) * (amount(row, "heads") if per_head else 1) for row in rows)
    held = sum(amount(row, "amount") for row in lines)
    if spent > held:
        yield at(lines[0], "amount", value=yuan(held), spent=yuan(spent))


@check("same_speech_again")
def same_speech(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """The same paid lecture given more often than the policy allows: equal agendas with a fee (S-04)."""
    most = limit(document, "same_paid_lecture")
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in document.rows_of("activities"):
        agenda = text_of(row, "agenda").strip()
        if amount(row, "speaker_fee") > 0 and len(agenda) >= 12:
            groups[agenda].append(row)
    for rows in groups.values():
        if most is not None and len(rows) > most:
            yield at(rows[most], "agenda", value=str(len(rows)), limit=str(most))


@check("paid_lectures_in_month")
def paid_in_month(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """More paid lectures in one institution and month than the policy allows (S-04)."""
    most = limit(document, "paid_lectures_per_month")
    groups: dict[tuple[str, int, int], list[Row]] = defaultdict(list)
    for row in document.rows_of("activities"):
        first, where = day(row, "from_date"), text_of(row, "institution")
        if amount(row, "speaker_fee") > 0 and first is not None and where:
            groups[where, first.year, first.month].append(row)
    for (_, year, month), rows in groups.items():
        if most is not None and len(rows) > most:
            words = {"month": f"{year}年{month}月", "month_en": f"{year}-{month:02d}", "value": str(len(rows)), "limit": str(most)}
            yield at(rows[most], "speaker_fee", **words)


@check("sample_paid")
def sample_given(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """Samples whose recipient is no institution but a department or a person (S-18). Parameter `words`."""
    for row in document.rows_of("resources"):
        if row.values.get("kind") == "sample" and text_of(row, "recipient").endswith(texts(params, "words")):
            yield at(row, "recipient", value=str(row.values["recipient"]))
