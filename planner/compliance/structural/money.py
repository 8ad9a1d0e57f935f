"""Meals, fees, samples, budget."""

from collections.abc import Iterator, Mapping

from planner.compliance.structural.base import Breach, amount, at, check, limit, yuan
from planner.compliance.structural.sheet import Sheet

AGENDA_LEAST = 8
"""Fewer characters than this are no agenda."""


@check("hospitality_over_cap")
def hospitality(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """Hospitality per head above the policy (S-03)."""
    cap = limit(document, "hospitality_per_head_fen")
    for row in document.rows_of("activities"):
        spent = amount(row, "hospitality_per_head")
        if cap is not None and spent > cap:
            yield at(row, "hospitality_per_head", value=yuan(spent), limit=yuan(cap))


@check("hospitality_without_agenda")
def no_agenda(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """Hospitality where no scientific agenda is given (S-03)."""
    for row in document.rows_of("activities"):
        agenda = row.values.get("agenda")
        if amount(row, "hospitality_per_head") > 0 and len(str(agenda or "").strip()) < AGENDA_LEAST:
            yield at(row, "agenda", value=yuan(amount(row, "hospitality_per_head")))


@check("speaker_fee_over_cap")
def fee_cap(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """A speaker's fee above the policy (S-04). Parameter `times`: from how many times the cap on."""
    cap = limit(document, "speaker_fee_per_event_fen")
    times = params.get("times", 1)
    for row in document.rows_of("activities"):
        fee = amount(row, "speaker_fee")
        if cap is not None and isinstance(times, int) and fee > cap * times:
            yield at(row, "speaker_fee", value=yuan(fee), limit=yuan(cap))


@check("fee_without_speaker")
def no_speaker(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """A speaker's fee where there is no speaker (S-05)."""
    for row in document.rows_of("activities"):
        if amount(row, "speaker_fee") > 0 and row.values.get("speaker") is not True:
            yield at(row, "speaker_fee", value=yuan(amount(row, "speaker_fee")))


@check("fee_paid_to")
def paid_to(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """A fee paid to a person where the policy says institution; or a fee that is paid to nobody (S-05)."""
    for row in document.rows_of("activities"):
        if amount(row, "speaker_fee") <= 0:
            continue
        to = row.values.get("fee_paid_to")
        if to == "nobody" or (to == "speaker_contract" and document.policy.get("speaker_fee_paid_to") == "institution"):
            yield at(row, "fee_paid_to")


@check("money_to_individual")
def individual(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """A budget line that is paid to a person."""
    for row in document.rows_of("resources"):
        if row.values.get("paid_to") == "individual" and row.values.get("kind") != "speaker_fee":
            yield at(row, "paid_to")


@check("speaker_money_to_individual")
def speaker_line(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """A budget line for speakers that is paid to a person where the policy says institution."""
    for row in document.rows_of("resources"):
        person = row.values.get("paid_to") == "individual" and row.values.get("kind") == "speaker_fee"
        if person and document.policy.get("speaker_fee_paid_to") == "institution":
            yield at(row, "paid_to")


@check("samples_without_record")
def samples(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """Samples without a recipient institution or a record number (S-18)."""
    for row in document.rows_of("resources"):
        if row.values.get("kind") != "sample":
            continue
        missing = next((name for name in ("recipient", "record_number") if not row.values.get(name)), None)
        if missing:
            yield at(row, missing)


@check("over_product_budget")
def over_budget(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """The plan costs more than the budget lines of its products."""
    lines = [p.budget_fen for p in document.products]
    rows = document.rows_of("resources")
    total = sum(amount(row, "amount") for row in rows)
    known = [line for line in lines if line is not None]
    if rows and known and len(known) == len(lines) and total > sum(known):
        last = rows[-1]
        yield Breach(
            f"{last.path}.amount",
            f"{last.schema_path}.amount",
            f"{total}>{sum(known)}",
            last.phase,
            last.block,
            {"value": yuan(total), "limit": yuan(sum(known))},
        )


@check("share_of_budget")
def share(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """One kind of cost is too large a part of the budget. Parameters `kind`, `policy` (name of the percentage)."""
    most = limit(document, str(params.get("policy")))
    rows = document.rows_of("resources")
    total = sum(amount(row, "amount") for row in rows)
    part = [row for row in rows if row.values.get("kind") == params.get("kind")]
    spent = sum(amount(row, "amount") for row in part)
    if most is None or not part or total <= 0 or spent * 100 <= total * most:
        return
    words = {"value": str(-(-spent * 100 // total)), "limit": str(most)}
    first = part[0]
    yield Breach(f"{first.path}.amount", f"{first.schema_path}.amount", f"{spent}/{total}", first.phase, first.block, words)
