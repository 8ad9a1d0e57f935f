"""Programmes for patients: who leads them, with what, and what is kept of the patients."""

from collections.abc import Iterator, Mapping

from planner.compliance.structural.base import Breach, at, check, first_word, limit, part, text_of, texts
from planner.compliance.structural.reading import finder, hit_in, plain
from planner.compliance.structural.sheet import Sheet


@check("patient_talk_owner")
def talk_owner(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """A talk for patients that a selling function holds (S-13). Parameter `owners`."""
    for row in document.rows_of("activities"):
        if row.values.get("kind") == "patient_talk" and row.values.get("owner") in texts(params, "owners"):
            yield at(row, "owner")


@check("patient_talk_host")
def talk_host(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """A talk for patients without an institution that holds it (S-13)."""
    for row in document.rows_of("activities"):
        if row.values.get("kind") == "patient_talk" and row.values.get("name") and not row.values.get("institution"):
            yield at(row, "institution")


@check("programme_not_reviewed")
def not_reviewed(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """Content for patients that medical affairs has not reviewed (S-13)."""
    for row in document.rows_of("programme"):
        if row.values.get("medical_review") is False:
            yield at(row, "medical_review")


@check("product_to_patients")
def product_to_patients(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """A product of the plan named in content or channels for patients (S-13). Parameter `blocks`."""
    names = [n for p in document.products for raw in (p.generic_name, *p.brand_names) if len(n := plain(raw).strip()) >= 2]
    for row in document.rows_of(*texts(params, "blocks")):
        for name in row.values:
            said = text_of(row, name)
            found = first_word(said, names)
            if found:
                where = said.index(found)
                yield part(row, name, (where, where + len(found)))
                break


@check("sales_channel")
def sales_channel(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """A channel to patients that sells (S-13). Parameters `words`, `unless`."""
    words = finder(texts(params, "words"), unless=texts(params, "unless"))
    for row in document.rows_of("patient_channels"):
        for name in ("channel", "note"):
            if (found := hit_in(words, row.values.get(name))) is not None:
                yield part(row, name, found[:2], measure=found[2])
                break


@check("data_without_consent")
def without_consent(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """Personal data of patients is kept, and the legal basis does not speak of consent (S-13).

    Parameters `data`: such data; `consent`: words of consent; `none`: words by which nothing is kept.
    """
    data, basis = (str(document.values.get(f"privacy.{name}") or "") for name in ("data", "basis"))
    found = first_word(plain(data), texts(params, "data"))
    if not found or not basis or first_word(plain(data), texts(params, "none")):
        return
    if not first_word(plain(basis), texts(params, "consent")):
        yield Breach("privacy.basis", "privacy.basis", f"{found} {plain(basis)}", words={"measure": found, "value": basis[:40]})


@check("retention_too_long")
def retention(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """Data kept for more months than the policy allows (S-13, S-14)."""
    most = limit(document, "retention_months")
    for path in ("privacy.retention_months", "data-protection.retention_months"):
        said = document.values.get(path)
        if most is not None and isinstance(said, int) and said > most:
            yield Breach(path, path, str(said), words={"value": str(said), "limit": str(most)})


@check("profile_without_basis")
def profile(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """Doctors are sorted by how they behave, and the data-protection step names no consent or notice (S-14). Parameter `consent`."""
    if not any(row.values.get("persona") for row in document.rows_of("segments")):
        return
    basis = str(document.values.get("data-protection.basis") or "")
    if basis and not first_word(plain(basis), texts(params, "consent")):
        yield Breach("data-protection.basis", "data-protection.basis", plain(basis), words={"value": basis[:40]})
