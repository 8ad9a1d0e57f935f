"""The story of a plan on paper: who did what when, as the trail has it, for a reader a year later."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from planner.documents import bounded
from planner.documents.fonts import require_printable
from planner.documents.pdf import Paper, paper_of, texts_in
from planner.documents.wording import moment_words

SECONDS = 60
"""A plan of several years has some thousand lines."""


@dataclass(frozen=True, slots=True)
class StoryPaper:
    """What goes onto the paper.

    :param at: when it was made; `by` for whom
    :param total: lines of the whole story, of which `lines` may be a part
    :param trail_count: events of the trail at that time; `trail_head` is the digest of the last
    :param lines: oldest first, each with the texts seq, at (ISO 8601 with zone), who, what, revision, change, facts, address
    """

    company: str
    number: str
    title: str
    at: datetime
    by: str
    total: int
    trail_count: int
    trail_head: str
    lines: tuple[Mapping[str, str], ...]

    @classmethod
    def from_json(cls, job: Mapping[str, Any]) -> "StoryPaper":
        """Read what `as_json` gave."""
        return cls(**{**job, "at": datetime.fromisoformat(job["at"]), "lines": tuple(job["lines"])})

    def as_json(self) -> dict[str, Any]:
        """Plain values, for the child process."""
        return {**asdict(self), "at": self.at.isoformat(), "lines": [dict(line) for line in self.lines]}

    @property
    def moments(self) -> list[str]:
        """When each line happened, in words, Beijing time."""
        return [moment_words(datetime.fromisoformat(line["at"])) for line in self.lines]


def render_story(paper: StoryPaper, *, seconds: float = SECONDS) -> Paper:
    """Typeset a story; the same content gives the same bytes.

    :raises Invalid: characters that no font holds
    :raises Unavailable: the child took too long, needed too much memory or failed
    """
    job = paper.as_json()
    require_printable(texts_in(job, "story"))
    answer, data = bounded.run("story", {"content": job}, seconds=seconds, moment=int(paper.at.timestamp()))
    return paper_of(answer, data)
