"""The two lists, and one entry with its history."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Response, g, request, url_for

from planner.kernel.clock import day_text, local_date
from planner.kernel.errors import NotFound
from planner.kernel.i18n import Text
from planner.models import Material, Phrase, Product
from planner.services import library_keeping as keeping
from planner.services import library_listing as listing
from planner.services.library import entry as entry_of
from planner.services.library_forms import AUDIENCES, FORMS, LABELS, places
from planner.services.library_listing import STANDINGS, Wanted
from planner.web.access import signed_in
from planner.web.extensions import house, reading
from planner.web.htmx import render
from planner.web.language import t
from planner.web.library import bp
from planner.workflow import LIBRARY_NAMES, LibraryKind

KINDS: dict[str, LibraryKind] = {"materials": LibraryKind.MATERIAL, "phrases": LibraryKind.PHRASE}
ACTS: dict[str, Text] = {
    "create": Text("登记", "Entered"),
    "edit": Text("修改", "Changed"),
    "retire": Text("停用", "Retired"),
    "restore": Text("恢复使用", "Restored"),
}
NAMES: dict[str, Text] = {
    "number": Text("批准号", "Approval number"),
    "title": Text("名称", "Title"),
    "form": Text("形式", "Form"),
    "product": Text("产品", "Product"),
    "area": Text("疾病领域", "Disease area"),
    "audience": Text("对象", "Readers"),
    "approved_on": Text("批准日期", "Approved on"),
    "expires_on": Text("有效期到", "Valid until"),
    "owner": Text("负责人", "Owner"),
    "text": Text("说法", "Wording"),
    "label": Text("等级", "Rank"),
    "places": Text("用在哪些内容里", "For which parts"),
    "plan_types": Text("用在哪些计划里", "For which plans"),
    "product_ids": Text("用于哪些产品", "For which products"),
    "approved_by": Text("批准人", "Approved by"),
    "from_on": Text("从哪天起", "From"),
    "until_on": Text("到哪天为止", "Until"),
}


@bp.get("")
@signed_in
def index() -> Response:
    """Materials, those that run out first at the top."""
    wanted = _wanted()
    lines = listing.materials(reading(), house(), wanted)
    return render("library/materials.html", None, 200, lines=lines, **frame(LibraryKind.MATERIAL, wanted))


@bp.get("/phrases")
@signed_in
def phrases() -> Response:
    """Approved phrases, recommended ones first."""
    wanted = _wanted()
    lines = listing.phrases(reading(), house(), wanted, judged=keeping.may_keep(LibraryKind.PHRASE, g.actor))
    return render("library/phrases.html", None, 200, lines=lines, **frame(LibraryKind.PHRASE, wanted))


@bp.get("/<kind>/<subject>")
@signed_in
def entry(kind: str, subject: str) -> Response:
    """One entry: what it says, where it stands, how it came to be so."""
    of = kind_of(kind)
    row = keeping.find(reading(), of, number_of(subject))
    first, last = (row.approved_on, row.expires_on) if isinstance(row, Material) else (row.from_on, row.until_on)
    at = listing.standing(row.retired_at is not None, first, last, local_date(house().clock()))
    changes = [(change, differences(change)) for change in keeping.history(reading(), of, row.id)]
    return render("library/entry.html", None, 200, row=row, standing=at, values=facts(row), changes=changes, **frame(of))


@bp.app_template_global()
def labelled(words: Mapping[str, Text]) -> list[tuple[str, str]]:
    """Choices as a select takes them."""
    return [(value, t(label)) for value, label in words.items()]


@bp.app_template_global()
def products_options(products: Mapping[str, Product]) -> list[tuple[str, str]]:
    """Products as a select takes them."""
    return [(key, product.generic_name) for key, product in products.items()]


def kind_of(kind: str) -> LibraryKind:
    """The kind that an address names.

    :raises NotFound: there is no such kind
    """
    if kind not in KINDS:
        raise NotFound
    return KINDS[kind]


def number_of(subject: str) -> int:
    """The id that an address names.

    :raises NotFound: it is no number
    """
    if not (subject.isascii() and subject.isdecimal() and len(subject) < 10):
        raise NotFound
    return int(subject)


def frame(of: LibraryKind, wanted: Wanted | None = None) -> dict[str, Any]:
    """What every page of the library needs."""
    pages = (("library.index", LibraryKind.MATERIAL), ("library.phrases", LibraryKind.PHRASE))
    return {
        "tabs": [(url_for(endpoint), t(LIBRARY_NAMES[one]), None, one is of) for endpoint, one in pages],
        "kind": of.value,
        "slug": next(slug for slug, one in KINDS.items() if one is of),
        "wanted": wanted,
        "keeper": keeping.may_keep(of, g.actor),
        "products": keeping.products_by_id(reading()),
        "names": NAMES,
        "forms": FORMS,
        "audiences": AUDIENCES,
        "labels": LABELS,
        "standings": STANDINGS,
        "acts": ACTS,
        "places": places(house()),
        "plan_types": {slug: kind.title for slug, kind in house().plan_types.items()},
        "today": local_date(house().clock()),
    }


def facts(row: Material | Phrase) -> list[tuple[str, str]]:
    """The entry as (name, words) for reading, empty values left out."""
    change = entry_of(row)
    return [(t(NAMES[name]), words) for name in NAMES if name in change and (words := _words(name, change[name]))]


def differences(change: keeping.Change) -> list[tuple[str, str, str]]:
    """What a change changed: (name, before, after); nothing for the first."""
    if change.before is None:
        return []
    was, now = change.before, change.after
    return [(t(NAMES[n]), _words(n, was.get(n)), _words(n, now.get(n))) for n in NAMES if n in now and was.get(n) != now.get(n)]


def _words(name: str, value: object) -> str:
    """A value of an entry as people read it; an empty choice says what it means."""
    known = {"form": FORMS, "audience": AUDIENCES, "label": LABELS}
    if name in known:
        label = known[name].get(str(value))
        return t(label) if label is not None else str(value or "")
    if isinstance(value, list):
        labels = _labels(name)
        return t("、", ", ").join(labels.get(str(one), str(one)) for one in value) or t("全部", "all")
    if name.endswith("_on") and value:
        return t(day_text(date.fromisoformat(str(value))))
    return str(value or "")


def _labels(name: str) -> dict[str, str]:
    if name == "places":
        return {block: t(label) for block, label in places(house()).items()}
    if name == "plan_types":
        return {slug: t(kind.title) for slug, kind in house().plan_types.items()}
    return {key: product.generic_name for key, product in keeping.products_by_id(reading()).items()}


def _wanted() -> Wanted:
    asked = request.args
    chosen = {name: asked.get(name, "").strip()[:60] for name in ("q", "product", "audience", "standing", "label")}
    if chosen["standing"] not in STANDINGS:
        chosen["standing"] = ""
    return Wanted(**chosen)
