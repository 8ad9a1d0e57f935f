"""A submitted plan as PDF, made in a bounded child process."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from planner.documents import bounded
from planner.documents.content import PlanContent
from planner.documents.fonts import require_printable


@dataclass(frozen=True, slots=True)
class Box:
    """Where the signature field of one person goes.

    :param role: `author`, `compliance` or `approver`
    :param page: counted from 0
    :param x1, y1, x2, y2: left, lower, right, upper in points from the lower left corner
    """

    role: str
    page: int
    x1: float
    y1: float
    x2: float
    y2: float

    @property
    def rect(self) -> tuple[float, float, float, float]:
        """Left, lower, right, upper."""
        return (self.x1, self.y1, self.x2, self.y2)


@dataclass(frozen=True, slots=True)
class Paper:
    """A finished PDF.

    :param boxes: one per signer; none on papers that nobody signs
    """

    data: bytes
    pages: int
    boxes: tuple[Box, ...]


def render_plan(content: PlanContent, *, verify_url: str, code: str, seconds: float = bounded.SECONDS) -> Paper:
    """Typeset a plan: cover, contents, sections, signature page; PDF/A-3a, its JSON attached as plan.json.

    The same content, address and code give the same bytes.

    :param verify_url: address of the verify page for this code
    :param code: verify code
    :raises Invalid: characters that no font holds, by place; nothing was rendered
    :raises Unavailable: the child took too long, needed too much memory or failed
    """
    require_printable(printedtexts_in(content.raw))
    job = {"content": content.raw, "verify_url": verify_url, "code": code}
    answer, data = bounded.run("plan", job, seconds=seconds, moment=int(content.submitted_at.timestamp()))
    return paper_of(answer, data)


def paper_of(answer: dict[str, Any], data: bytes) -> Paper:
    """The child's answer as a paper."""
    boxes = tuple(Box(role, int(place[0]), *map(float, place[1:])) for role, place in answer["boxes"].items())
    return Paper(data, int(answer["pages"]), boxes)


def printedtexts_in(content: Mapping[str, Any]) -> dict[str, str]:
    """Every text that will be printed; the answers under the paths of their fields, so that a form can point at them."""
    found: dict[str, str] = {}
    for step, answers in content["answers"].items():
        found |= texts_in(answers, str(step))
    for part in ("title", "company", "territory", "author", "products", "known"):
        found |= texts_in(content.get(part), part)
    return found


def texts_in(value: Any, path: str) -> dict[str, str]:
    """Every text in a JSON value by dotted path; rows that have an id go by it."""
    if isinstance(value, str):
        return {path: value}
    inner: list[tuple[str, Any]] = []
    if isinstance(value, Mapping):
        inner = [(str(key), one) for key, one in value.items() if key != "id"]
    elif isinstance(value, list):
        inner = [(str(one["id"] if isinstance(one, Mapping) and "id" in one else place), one) for place, one in enumerate(value)]
    found: dict[str, str] = {}
    for key, one in inner:
        found |= texts_in(one, f"{path}.{key}")
    return found
