"""Words of a plan against the product registry."""

import re
from collections.abc import Iterator, Mapping

from planner.compliance.normalize import plain
from planner.compliance.prepared import Prepared
from planner.compliance.structural.base import Breach, check, texts
from planner.compliance.structural.sheet import Sheet


@check("disease_outside_label")
def outside_label(document: Sheet, params: Mapping[str, object]) -> Iterator[Breach]:
    """A disease that no product of the plan is approved for, in a clause that speaks of using the product (S-02).

    Parameters `diseases`: names; `use`: words of use or promotion, one of which must stand in the clause;
    `unless`: words that take the clause out.
    """
    approved = [plain(term) for p in document.products for term in p.indications]
    if not approved:
        return
    names = [plain(d) for d in texts(params, "diseases")]
    foreign = [name for name in names if not any(name in term or term in name for term in approved)]
    own = [plain(n) for p in document.products for n in (p.generic_name, *p.brand_names) if n]
    use = [plain(w) for w in texts(params, "use")]
    off = [plain(w) for w in texts(params, "unless")]
    pattern = re.compile("|".join(re.escape(n) for n in sorted(foreign, key=len, reverse=True)) or r"(?!)")
    for field in document.fields:
        text = Prepared.of(field.text)
        normal = text.normal
        for found in pattern.finditer(normal.text):
            low, high = text.clause(found.start())
            clause = normal.text[low:high]
            if not any(w in clause for w in (*use, *own)) or any(w in clause for w in off):
                continue
            if any(term in clause and found.group() in term for term in approved):
                continue
            yield Breach(field.path, field.schema_path, plain(clause), field.phase, field.block, {}, normal.span(*found.span()), field.text)
