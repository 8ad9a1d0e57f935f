"""Which kind of plan a file most resembles."""

from collections import Counter

from planner.documents.intake import Manuscript
from planner.documents.intake.lexicon import alike, group_alike, names, readings, simple
from planner.wizards.registry import discover
from planner.wizards.schema import Group, PlanType

_BEGINNING = 8
_MARGIN = 1.15


def likeliest(manuscript: Manuscript) -> str | None:
    """As `planner.documents.intake.suggest_type`."""
    kinds = discover()
    rare = Counter(simple(step.title.zh) for kind in kinds.values() for step in kind.steps)
    scored = sorted(((_score(manuscript, kind, rare), slug) for slug, kind in kinds.items()), reverse=True)
    if not scored or scored[0][0] < 1.0:
        return None
    if len(scored) > 1 and scored[0][0] < scored[1][0] * _MARGIN:
        return None
    return scored[0][1]


def _score(manuscript: Manuscript, kind: PlanType, rare: Counter[str]) -> float:
    """Words of the kind's name near the beginning, and headings that are its steps; the rarer a step, the more it says."""
    beginning = simple(" ".join(passage.text[:120] for passage in manuscript.passages[:_BEGINNING]))
    title = max((len(name) for name in names(kind.title) if len(name) > 1 and name in beginning), default=0)
    total = min(4.0, 0.6 * title) if title else 0.0
    heads = [passage.text for passage in manuscript.passages if passage.kind == "heading"]
    heads += [passage.text for passage in manuscript.passages if passage.kind in ("paragraph", "item") and len(passage.text) <= 24]
    for step in kind.steps:
        groups = [item for item in step.items if isinstance(item, Group)]
        best = max(
            (max([alike(head, step.title), *(0.9 * group_alike(head, g) for g in groups)]) for head in heads if readings(head)), default=0.0
        )
        if best >= 0.8:
            total += best / rare[simple(step.title.zh)]
    return total
