"""Layers beyond the standard one: texts as they would read without disguise. Hits there are less sure."""

from collections.abc import Iterator

from planner.compliance.findings import Confidence
from planner.compliance.matchers.base import Hit
from planner.compliance.prepared import Prepared

_LOWER = {Confidence.HIGH: Confidence.MEDIUM, Confidence.MEDIUM: Confidence.LOW, Confidence.LOW: Confidence.LOW}


def lowered(confidence: Confidence, layer: str) -> Confidence:
    """One step down for a hit that only a layer beyond the standard one shows."""
    return confidence if layer == "standard" else _LOWER[confidence]


def variants(prepared: Prepared) -> Iterator[tuple[str, Prepared]]:
    """The text under each further layer that changes it."""
    yield from ()


def changed(text: Prepared, hit: Hit) -> bool:
    """Whether the hit needs the layer: its typed words differ from the standard reading."""
    return True


def hidden_text(text: str) -> tuple[int, int] | None:
    """Where a text hides something from the reader; None when nowhere."""
    return None
