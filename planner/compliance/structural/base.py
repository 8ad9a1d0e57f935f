"""What every check over fields shares."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from planner.compliance.atoms import Vocabulary
from planner.compliance.document import FieldText, ProductFacts, Row
from planner.compliance.structural.reading import plain, prepared
from planner.compliance.structural.sheet import Sheet


@dataclass(frozen=True, slots=True)
class Breach:
    """One place where a check found what it looks for.

    :param path: the field with row ids; the page hangs the finding there
    :param key: what makes it this one and not another of the same field: names and values, for the fingerprint
    :param words: placeholders of the rule's message, beside {hit} and {field}
    :param span: part of the field's text, where the breach lies in words
    """

    path: str
    schema_path: str
    key: str
    phase: str | None = None
    block: str | None = None
    words: Mapping[str, str] = field(default_factory=dict)
    span: tuple[int, int] | None = None
    text: str = ""


Check = Callable[[Sheet, Mapping[str, object]], Iterable[Breach]]
CHECKS: dict[str, Check] = {}


def check(name: str) -> Callable[[Check], Check]:
    """Register a check under the name that rules use."""

    def register(function: Check) -> Check:
        if name in CHECKS:
            raise ValueError(f"two checks are called {name}")
        CHECKS[name] = function
        return function

    return register


def at(row: Row, name: str, **words: str) -> Breach:
    """A breach in one field of a row; the row's own words and the field's value make its key."""
    key = "|".join(str(v) for v in (title(row), row.values.get(name), *words.values()) if v is not None)
    return Breach(f"{row.path}.{name}", f"{row.schema_path}.{name}", key, row.phase, row.block, {"name": title(row), **words})


def title(row: Row) -> str:
    """What a reader calls the row."""
    for name in ("name", "statement", "task", "item", "topic", "risk", "institution", "metric", "channel"):
        value = row.values.get(name)
        if isinstance(value, str) and value and not (name == "name" and row.block == "risks"):
            return value
    return ""


def yuan(fen: int) -> str:
    """An amount as a sentence shows it: 30000 → 300, 30050 → 300.50."""
    return f"{fen // 100:,}" if fen % 100 == 0 else f"{fen / 100:,.2f}"


def amount(row: Row, name: str) -> int:
    """A whole number of a row, 0 where empty."""
    value = row.values.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else 0


def number(row: Row, name: str) -> Decimal | None:
    value = row.values.get(name)
    if isinstance(value, bool) or value is None:
        return None
    return value if isinstance(value, Decimal) else Decimal(str(value)) if isinstance(value, (int, float)) else None


def words(row: Row, *names: str) -> str:
    """The texts of several fields in one."""
    return " ".join(v for n in names if isinstance(v := row.values.get(n), str) and v)


def day(row: Row, name: str) -> date | None:
    value = row.values.get(name)
    return value if isinstance(value, date) else None


def limit(document: Sheet, name: str) -> int | None:
    """A threshold of the company policy; None when it sets none."""
    value = document.policy.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def products_of(row: Row, document: Sheet) -> tuple[ProductFacts, ...]:
    """The products a row is about: the one it names, else all of the plan."""
    wanted = row.values.get("product")
    chosen = tuple(p for p in document.products if wanted is not None and wanted in (p.id, p.generic_name))
    return chosen or document.products


def texts(params: Mapping[str, object], name: str) -> tuple[str, ...]:
    """A list of strings among a rule's parameters."""
    value = params.get(name, ())
    if isinstance(value, tuple):
        return value
    return tuple(str(v) for v in value) if isinstance(value, (list, tuple)) else (str(value),)


def beside(field: FieldText, place: tuple[int, int], **words: str) -> Breach:
    """A breach in part of a text.

    :param place: positions in the standard spelling
    """
    text = prepared(field.text)
    start, end = text.normal.span(*place)
    sentence = " ".join((text.text[place[0] : place[1]], *words.values()))
    return Breach(
        field.path, field.schema_path, sentence, field.phase, field.block, {"field": field.label, **words}, (start, end), field.text
    )


def part(row: Row, name: str, place: tuple[int, int], **words: str) -> Breach:
    """A breach in part of a row's text, at standard-spelling positions."""
    text = str(row.values.get(name) or "")
    said = prepared(text)
    key = " ".join((title(row), said.text[place[0] : place[1]], *words.values()))
    words = {"name": title(row), **words}
    return Breach(f"{row.path}.{name}", f"{row.schema_path}.{name}", key, row.phase, row.block, words, said.normal.span(*place), text)


def text_of(row: Row, name: str) -> str:
    """A text of a row in standard spelling, "" where empty."""
    value = row.values.get(name)
    return plain(value) if isinstance(value, str) and value else ""


def first_word(said: str, words: Iterable[str]) -> str:
    """The first of some normalised words that a normalised text holds, or ""."""
    for word in words:
        if word in said:
            return word
    return ""


def opened(params: Mapping[str, object], vocabulary: Vocabulary) -> dict[str, object]:
    """The parameters of a rule with its word lists opened and in standard spelling.

    :raises PatternError: an unknown list
    """
    return {name: vocabulary.words(map(str, value))[0] if isinstance(value, list) else value for name, value in params.items()}
