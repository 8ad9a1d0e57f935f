"""The form of a company rule: the choices it offers, and how a request becomes a form."""

from collections.abc import Sequence
from dataclasses import dataclass, fields

from werkzeug.datastructures import MultiDict

from planner.compliance.pack import Pack
from planner.kernel.i18n import Text
from planner.services.house import House
from planner.services.rules import form as choices
from planner.services.rules.form import RuleForm
from planner.web.language import t
from planner.web.rulebook.book import CATEGORY_NAMES, PHASE_NAMES
from planner.web.rulebook.entries import ENTRIES

Options = list[tuple[str, str]]
_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Section:
    """Ticks that stand together under one name, such as the articles of a law."""

    title: str
    options: Options


@dataclass(frozen=True, slots=True)
class WordList:
    """A ready list of words, which a pattern names as `$name`.

    :param first: its first words
    :param more: how many others it has; lists inside it count as one
    """

    name: str
    first: tuple[str, ...]
    more: int


def word_lists(pack: Pack, wanted: str = "") -> list[WordList]:
    """Every list of the pack by name; with `wanted` only those whose name or words hold it."""
    wanted = wanted.casefold().removeprefix("$")
    return [
        WordList(name, words[:_SHOWN], max(0, len(words) - _SHOWN))
        for name, words in sorted(pack.lists.items())
        if not wanted or wanted in name or any(wanted in word for word in words)
    ]


def options_of(pack: Pack, house: House) -> dict[str, Options]:
    """The choices of every select, radio group and set of ticks, in the reader's language."""
    fixed: dict[str, Sequence[tuple[str, Text]]] = {
        "category": list(CATEGORY_NAMES.items()),
        "severity": choices.SEVERITIES,
        "confidence": choices.CONFIDENCES,
        "kind": choices.KINDS,
        "within": choices.WITHIN,
        "op": choices.OPS,
        "unit": choices.UNITS,
        "suggest_kind": choices.SUGGEST_KINDS,
        "phases": list(PHASE_NAMES.items()),
        "ordered": (("1", Text("是，先后不能颠倒", "Yes, one after the other")),),
        "plan_types": [(slug, kind.title) for slug, kind in house.plan_types.items()],
    }
    found = {name: [(value, t(label)) for value, label in pairs] for name, pairs in fixed.items()}
    return found | {"unless_not": [(name, _cue(pack, name, label)) for name, label in choices.cue_choices(pack)]}


def _cue(pack: Pack, name: str, label: Text) -> str:
    words = t("、", ", ").join(word for word in pack.cues[name].words if not word.startswith("$"))[:14]
    return t("{title}（{words}…）", "{title} ({words}…)", title=t(label), words=words) if words else t(label)


def provisions(pack: Pack) -> list[Section]:
    """What a rule may cite: a section for each law; an article whose number was not checked says so."""
    found: dict[str, Options] = {}
    for code, _ in choices.cite_choices(pack):
        document, _, at = code.partition("#")
        law, place = pack.citations[document], pack.citations[document].at[at]
        article = t(place.label.zh, place.label.en).removeprefix(t(law.title.zh, law.title.en)).strip("，, ")
        label = article if place.certain and article else t("{at}，条号待核", "{at}, article number unconfirmed", at=at)
        found.setdefault(document, []).append((code, label))
    titles = {document: pack.citations[document].title for document in found}
    return [Section(t(titles[document].zh, titles[document].en), options) for document, options in found.items()]


def posted(data: MultiDict[str, str], slug: str | None = None) -> RuleForm:
    """What a request asks for; unknown entries are left out, long ones cut where the page cuts them too.

    :param slug: of the rule being edited, which the request cannot change
    """
    values: dict[str, object] = {}
    for field in fields(RuleForm):
        entry = ENTRIES.get(field.name)
        most = entry.most if entry else 2000
        if field.name in ("cites", "unless_not", "plan_types", "phases"):
            values[field.name] = tuple(value[:200] for value in data.getlist(field.name))[:60]
        elif field.name == "ordered":
            values[field.name] = field.name in data
        else:
            values[field.name] = data.get(field.name, "").replace("\r\n", "\n")[:most].strip()
    if slug is not None:
        values["slug"] = slug
    return RuleForm(**values)  # type: ignore[arg-type]
