"""Words of a plan against the product registry: diseases and groups of patients outside the approved label."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from planner.compliance.atoms import Atom, Screen
from planner.compliance.document import FieldText, ProductFacts
from planner.compliance.prepared import Prepared
from planner.compliance.structural.base import Breach, beside, check, day, first_word, part, texts
from planner.compliance.structural.reading import finder, hit_in, plain, prepared
from planner.compliance.structural.sheet import Sheet
from planner.kernel.clock import day_text
from planner.kernel.i18n import Text

_DEGREE = re.compile("^(?:中重度|轻中度|重度|中度|轻度|成人)")


@dataclass(frozen=True, eq=False)
class Terms:
    """Concepts of a pack list; an entry `慢阻肺=慢性阻塞性肺疾病=copd` gives one concept several names.

    :param names: the names of each concept
    """

    names: tuple[tuple[str, ...], ...]
    screen: Screen

    def found(self, text: str) -> list[tuple[int, int, int]]:
        """Place and number of every concept, the longest name at each place, without overlaps."""
        out: list[tuple[int, int, int]] = []
        reach = 0
        for start, end, keys in sorted(self.screen.words(text), key=lambda word: (word[0], -word[1])):
            if start < reach or _inside_latin(text, start, end):
                continue
            out.append((start, end, min(keys)))
            reach = end
        return out


@lru_cache(maxsize=32)
def terms_of(entries: tuple[str, ...]) -> Terms:
    """The concepts of a list of the pack."""
    names = tuple(tuple(name.strip() for name in entry.split("=")) for entry in entries)
    return Terms(names, Screen(Atom(number, frozenset(group)) for number, group in enumerate(names)))


def _inside_latin(text: str, start: int, end: int) -> bool:
    """Whether Latin letters run on before or after (ra in rare)."""
    if not text[start].isascii():
        return False
    return (start > 0 and text[start - 1].isascii() and text[start - 1].isalnum()) or (
        end < len(text) and text[end].isascii() and text[end].isalnum()
    )


@check("disease_outside_label")
def outside_label(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """A disease that no product of the plan is registered for, where the product is spoken of (S-02).

    Parameters `diseases`: names; `use`: words of use or promotion, one of which (or a product) stands in the clause;
    `own`: what the product is called beside its names, one of which stands in the sentence; `label`: words that need no
    product; `unless`: words that take the clause out; `other`: diseases that only end like a wider one (肺动脉高压).
    """
    registered = [product for product in document.products if product.indications]
    if not registered or len(registered) < len(document.products):
        return
    terms = terms_of(texts(params, "diseases"))
    approved = tuple(plain(term) for product in registered for term in product.indications)
    foreign = _foreign(terms, approved, texts(params, "other"))
    for field, text, start, end, number in _mentions(document, terms, params):
        if number in foreign and not _part_of_approved(text, start, end, approved):
            yield beside(field, (start, end), **_registry(document.products, "indications"))


@check("population_outside_label")
def population(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """A group of patients that no product of the plan is registered for, where the product is spoken of (S-02).

    Parameters as above, with `populations` in place of the diseases.
    """
    registered = [product for product in document.products if product.populations]
    if not registered or len(registered) < len(document.products):
        return
    terms = terms_of(texts(params, "populations"))
    approved = tuple(plain(term) for product in registered for term in product.populations)
    allowed = {number for number, names in enumerate(terms.names) if any(name in term for name in names for term in approved)}
    for field, _, start, end, number in _mentions(document, terms, params):
        if number not in allowed:
            yield beside(field, (start, end), **_registry(document.products, "populations"))


@check("claim_before_approval")
def claim(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """A row that claims something for a product at a time when the product is not approved (S-01).

    A row's own date counts, else the day of the check; steps of the launch and of growth are judged by their phase.
    Parameters `blocks`; `claims`: words of effect and advantage; `unless`.
    """
    waiting = [p for p in document.products if p.approval_date is None or p.approval_date > document.on]
    if not waiting:
        return
    claims = finder(texts(params, "claims"), unless=texts(params, "unless"))
    for row in document.rows_of(*texts(params, "blocks")):
        when = day(row, "from_date") or document.on
        early = [p for p in waiting if p.approval_date is None or when < p.approval_date]
        names = _names(tuple(early))
        if not names or row.phase is not None:
            continue
        for name, value in row.values.items():
            found = hit_in(claims, value)
            if found is None:
                continue
            text = prepared(str(value))
            low, high = text.sentences.span(found[0])
            product = first_word(text.text[low:high], names)
            if product:
                dates = [day_text(p.approval_date) for p in early if p.approval_date is not None]
                shown = dates[0] if dates else Text("没有登记", "not on record")
                yield part(row, name, found[:2], product=product, approval=shown.zh, approval_en=shown.en)
                break


@dataclass(frozen=True, eq=False)
class _Use:
    """What makes a text speak of using the product; the words as in `outside_label`, and the names of the plan's products among `own`."""

    terms: Terms
    own: tuple[str, ...]
    use: tuple[str, ...]
    off: tuple[str, ...]
    label: tuple[str, ...]

    def mentions(self, original: str) -> Iterator[tuple[int, int, int]]:
        """Place and number of every concept in a clause that speaks of using the product."""
        text = prepared(original)
        found = self.terms.found(text.text)
        if not found or not (first_word(text.text, self.own) or first_word(text.text, self.label)):
            return
        for start, end, number in found:
            low, high = text.clause(start)
            clause = text.text[low:high]
            if first_word(clause, self.off):
                continue
            sentence_low, sentence_high = text.sentences.span(start)
            sentence = text.text[sentence_low:sentence_high]
            used = first_word(clause, self.use) or first_word(clause, self.own)
            if first_word(clause, self.label) or (used and first_word(sentence, self.own)):
                yield start, end, number


@lru_cache(maxsize=256)
def _use(*words: Any) -> _Use:
    """One object for equal words, by which what it reads in a text is kept."""
    return _Use(*words)


@lru_cache(maxsize=16384)
def _mentioned(use: _Use, original: str) -> tuple[tuple[int, int, int], ...]:
    return tuple(use.mentions(original))


def _mentions(document: Sheet, terms: Terms, params: Mapping[str, object]) -> Iterator[tuple[FieldText, Prepared, int, int, int]]:
    """Every concept in a clause that speaks of using the product; a text is read for it once, however often its plan is saved."""
    own = (*texts(params, "own"), *_names(document.products))
    use = _use(terms, own, texts(params, "use"), texts(params, "unless"), texts(params, "label"))
    for field in document.fields:
        for start, end, number in _mentioned(use, field.text):
            yield field, prepared(field.text), start, end, number


@lru_cache(maxsize=256)
def _foreign(terms: Terms, approved: tuple[str, ...], other: tuple[str, ...]) -> frozenset[int]:
    """Numbers of the concepts that none of the approved indications covers."""
    covered = {number for number, names in enumerate(terms.names) if any(_covers(term, name, other) for name in names for term in approved)}
    return frozenset(range(len(terms.names))) - covered


def _covers(approved: str, name: str, other: tuple[str, ...]) -> bool:
    """Whether an approved indication is the disease, a kind of it, or wider (哮喘 covers 重度哮喘, 糖尿病 not 糖尿病肾病)."""
    return name in approved or _DEGREE.sub("", name) in approved or (name.endswith(approved) and name not in other)


def _part_of_approved(text: Prepared, start: int, end: int, approved: tuple[str, ...]) -> bool:
    """Whether the words are part of an approved indication that stands there in full."""
    for term in approved:
        at = text.text.find(term, max(0, end - len(term)))
        if 0 <= at <= start and end <= at + len(term):
            return True
    return False


def _names(products: tuple[ProductFacts, ...]) -> tuple[str, ...]:
    found = (plain(name).strip() for product in products for name in (product.generic_name, *product.brand_names))
    return tuple(name for name in found if len(name) >= 2)


def _registry(products: tuple[ProductFacts, ...], kind: str) -> dict[str, str]:
    """What the registry says, for the message."""
    terms = dict.fromkeys(term for product in products for term in getattr(product, kind))
    names = "、".join(product.generic_name for product in products)
    return {"label": "、".join(terms), "label_en": ", ".join(terms), "product": names, "product_en": names.replace("、", ", ")}
