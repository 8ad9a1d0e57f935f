"""Meals and lectures: is there a meeting, who eats, how late, and what an hour costs."""

from collections.abc import Iterator, Mapping

from planner.compliance.document import Row
from planner.compliance.structural.amounts import late, minutes
from planner.compliance.structural.base import Breach, amount, at, check, first_word, limit, part, text_of, texts, yuan
from planner.compliance.structural.sheet import Sheet


@check("meal_at_visit")
def at_visit(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """A meal at an activity that is no meeting (S-03). Parameter `kinds`."""
    for row in document.rows_of("activities"):
        spent = amount(row, "hospitality_per_head")
        if spent > 0 and row.values.get("kind") in texts(params, "kinds"):
            yield at(row, "hospitality_per_head", value=yuan(spent))


@check("meal_short_meeting")
def short_meeting(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """A meal at a meeting whose agenda plans fewer minutes than the policy asks for (S-03)."""
    least = limit(document, "meal_needs_minutes")
    for row in document.rows_of("activities"):
        planned = minutes(str(row.values.get("agenda") or "")) if amount(row, "hospitality_per_head") > 0 else None
        if least is not None and planned is not None and planned < least:
            yield at(row, "agenda", value=str(planned), limit=str(least))


@check("meal_few_heads")
def few_heads(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """A meal for fewer people than make a meeting (S-03)."""
    least = limit(document, "meal_needs_heads")
    for row in document.rows_of("activities"):
        count = amount(row, "heads")
        if least is not None and amount(row, "hospitality_per_head") > 0 and 0 < count < least:
            yield at(row, "heads", value=str(count), limit=str(least))


@check("meal_in_the_evening")
def evening(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """A meal at an activity that names a time from eight in the evening on (S-03)."""
    for row in document.rows_of("activities"):
        if amount(row, "hospitality_per_head") <= 0:
            continue
        for name in ("agenda", "description"):
            place = next(iter(late(str(row.values.get(name) or ""))), None)
            if place is not None:
                yield part(row, name, place)
                break


@check("fee_an_hour")
def fee_an_hour(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """A fee above the policy's hourly figure for the speaker's title, for the hours the agenda plans (S-04).

    Parameters `top`, `senior`, `associate`: titles of each tier; a title not found counts as the highest tier.
    Begun hours count in full; silent where the agenda gives no time.
    """
    for row in document.rows_of("activities"):
        fee, planned = amount(row, "speaker_fee"), minutes(str(row.values.get("agenda") or ""))
        if fee <= 0 or not planned:
            continue
        tier = _tier(row, params)
        most = limit(document, f"speaker_hour_{tier}_fen")
        hours = -(-planned // 60)
        if most is not None and fee > most * hours:
            yield at(row, "speaker_fee", value=yuan(fee), hours=str(hours), limit=yuan(most))


def _tier(row: Row, params: Mapping[str, object]) -> str:
    said = " ".join(text_of(row, name) for name in ("agenda", "description"))
    for words in texts(params, "associate"):
        said = said.replace(words, "〓") if words in said else said
    has = {tier: bool(first_word(said, texts(params, tier))) for tier in ("top", "senior")}
    return "top" if has["top"] else "senior" if has["senior"] else "associate" if "〓" in said else "top"
