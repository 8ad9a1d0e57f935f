"""Material, channels and what is done with them."""

from collections.abc import Iterator, Mapping

from planner.compliance.structural.base import Breach, at, beside, check, first_word, part, text_of, texts
from planner.compliance.structural.reading import clause_at, finder, hit_in, prepared
from planner.compliance.structural.sheet import Sheet

NUMBERED = ("activities", "contents", "channels", "programme")
"""Blocks whose rows name the approval number of their material."""


@check("material_number_empty_word")
def empty_word(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """An approval number that is none: 待定, 无, 申请中 (S-16). Parameter `words`."""
    words = texts(params, "words")
    for row in document.rows_of(*NUMBERED):
        said = text_of(row, "material_number").strip(" -—/.。")
        if row.values.get("material_number") and not any(char.isdigit() for char in said) and (not said or first_word(said, words)):
            yield at(row, "material_number", value=str(row.values["material_number"]))


@check("material_number_shared")
def shared(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """One approval number for activities about different products (S-16)."""
    seen: dict[str, object] = {}
    for row in document.rows_of("activities"):
        number, product = text_of(row, "material_number").strip(), row.values.get("product")
        if not number or product is None:
            continue
        if seen.setdefault(number, product) != product:
            yield at(row, "material_number", value=str(row.values["material_number"]))


@check("channel_words")
def channel_words(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """A channel that is a person's own account or an open platform (S-17).

    Parameters `words`; `unless`: longer names of company channels; `blocks` and `fields`: where.
    """
    words = finder(texts(params, "words"), texts(params, "unless"))
    for row in document.rows_of(*texts(params, "blocks")):
        for name in texts(params, "fields"):
            if (found := hit_in(words, row.values.get(name))) is not None:
                yield part(row, name, found[:2], measure=found[2])
                break


@check("field_says_nothing")
def says_nothing(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """A field that is filled with a word that says nothing (无, 不需要) where the rule needs an answer (S-13, S-14).

    Parameters `fields`: `block.name` in rows, or `step.name` outside; `words`.
    """
    words = frozenset(texts(params, "words"))
    for place in texts(params, "fields"):
        block, _, name = place.partition(".")
        for row in document.rows_of(block):
            if text_of(row, name).strip(" 。.;、") in words:
                yield at(row, name, value=str(row.values[name]))
        said = document.values.get(place)
        if isinstance(said, str) and prepared(said).text.strip(" 。.;、") in words:
            yield Breach(place, place, said, words={"value": said})


@check("case_not_deidentified")
def case_names(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """A discussion of cases that nowhere says the cases are without personal data (S-15). Parameter `words`: saying so."""
    for row in document.rows_of("activities"):
        if row.values.get("kind") != "case_discussion":
            continue
        said = " ".join(text_of(row, name) for name in ("name", "agenda", "description"))
        if (row.values.get("agenda") or row.values.get("description")) and not first_word(said, texts(params, "words")):
            yield at(row, "description" if row.values.get("description") else "agenda")


@check("research_pays")
def research_pays(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """Research with a speaker's fee or a meal: a payment to those who take part (S-19)."""
    for row in document.rows_of("activities"):
        paid = next((name for name in ("speaker_fee", "hospitality_per_head") if row.values.get(name)), None)
        if row.values.get("kind") == "research" and paid is not None:
            yield at(row, paid)


@check("comparison_without_source")
def comparison(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """A sentence that compares with a named competitor and gives no source (S-26).

    Names come from the registry and from the competitors of the plan. Parameters `compare`, `source`, `unless`; `not_in`: blocks.
    """
    names = [c for p in document.products for c in p.competitors]
    names += [str(row.values.get("product")) for row in document.rows_of("competitors") if row.values.get("product")]
    rivals = tuple(n for n in dict.fromkeys(prepared(name).text.strip() for name in names) if len(n) >= 2)
    if not rivals:
        return
    compare, source, unless = (texts(params, name) for name in ("compare", "source", "unless"))
    compares = finder(compare)
    for field in document.fields:
        if hit_in(compares, field.text) is None or field.block in texts(params, "not_in"):
            continue
        text = prepared(field.text)
        if not first_word(text.text, rivals):
            continue
        for low, high in zip(text.sentences.starts, text.sentences.ends, strict=True):
            sentence = text.text[low:high]
            rival = first_word(sentence, rivals)
            if (
                not rival
                or first_word(sentence, source)
                or first_word(text.text[high : high + 40], ("(", "参考", "来源", "出处", "数据来自"))
            ):
                continue
            clause, start = clause_at(text, low + sentence.index(rival))
            said = first_word(clause, compare)
            if said and not first_word(clause, unless):
                yield beside(field, (start, start + len(clause.rstrip())), measure=rival)
                break


@check("competitor_source")
def competitor_source(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """Weaknesses of a competitor from a source that is none of the public ones (S-26)."""
    for row in document.rows_of("competitors"):
        if row.values.get("weaknesses") and row.values.get("source") == "other":
            yield at(row, "source", value=str(row.values.get("product") or row.values.get("company") or ""))
