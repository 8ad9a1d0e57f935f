"""Persons in a plan: what is kept of them, and which roles may not meet in one person."""

from collections.abc import Iterator, Mapping
from datetime import date

from planner.compliance.document import Row
from planner.compliance.structural.base import Breach, amount, at, check, day, first_word, part, text_of, texts
from planner.compliance.structural.reading import clause_at, finder, hit_in, prepared
from planner.compliance.structural.sheet import Sheet
from planner.kernel.clock import day_text


@check("expert_overreach")
def overreach(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """More about a person than a work contact needs (S-14). Parameters `words`: private matters; `unless`."""
    private = finder(texts(params, "words"), unless=texts(params, "unless"))
    for row in document.rows_of("experts", "stakeholders"):
        for name, value in row.values.items():
            if (found := hit_in(private, value)) is not None:
                yield part(row, name, found[:2], measure=found[2])


@check("decider_is_speaker")
def decider_speaks(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """A person who decides on listing or purchase and is named in a paid lecture (S-28). Parameter `decides`."""
    for person, name in _deciders(document, texts(params, "decides")):
        for row in document.rows_of("activities"):
            if row.values.get("speaker") is True and amount(row, "speaker_fee") > 0:
                for field, where in _named(row, name):
                    yield part(row, field, where, person=name, role=_role(person))
                    break


@check("committee_member_contacted")
def committee(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """A member of a formulary or purchasing committee whom a task or visit names (S-25). Parameters `decides`, `contact`."""
    contact = texts(params, "contact")
    for person, name in _deciders(document, texts(params, "decides")):
        for row in document.rows_of("activities", "tasks", "tactics"):
            for field, where in _named(row, name):
                clause, _ = clause_at(prepared(str(row.values[field])), where[0])
                if row.values.get("kind") == "one_to_one_visit" or first_word(clause, contact):
                    yield part(row, field, where, person=name, role=_role(person))
                    break


def _deciders(document: Sheet, words: tuple[str, ...]) -> Iterator[tuple[Row, str]]:
    """Persons whose title, department or role names a committee or a purchase, with their names."""
    for row in document.rows_of("experts", "stakeholders"):
        name = text_of(row, "contact_name").strip()
        if len(name) >= 2 and first_word(_role(row), words):
            yield row, name


def _role(row: Row) -> str:
    return " ".join(filter(None, (text_of(row, name) for name in ("contact_title", "contact_department", "role"))))


def _named(row: Row, name: str) -> Iterator[tuple[str, tuple[int, int]]]:
    for field in ("name", "audience", "agenda", "description", "task", "how", "what"):
        where = text_of(row, field).find(name)
        if where >= 0:
            yield field, (where, where + len(name))


@check("filing_missing")
def filing_missing(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """An author who owns activities without a filing number on record (S-07); silent where the record is not known here."""
    if "person.filing" in document.values and not document.values["person.filing"] and _acts(document):
        yield Breach("basics.filing", "basics.filing", "missing")


@check("filing_expires")
def filing_expires(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """A representative's activity on a day after the filing has expired (S-07)."""
    until = document.values.get("person.filing_expires")
    if not isinstance(until, date):
        return
    for row in _acts(document):
        last = day(row, "to_date") or day(row, "from_date")
        if last is not None and last > until:
            shown = day_text(until)
            yield at(row, "from_date", until=shown.zh, until_en=shown.en)
            return


def _acts(document: Sheet) -> list[Row]:
    return [row for row in document.rows_of("activities", "tasks") if row.values.get("owner") == "rep"]
