"""How often what is tried, and what came of it."""

from collections import Counter
from dataclasses import dataclass, field

from tests.factories.workflow_model import MOVES

EACH = 100
"""Steps of one run from the beginning."""
EVERY = 5
"""After so many steps the frozen contents are read and hashed; their digests are compared after each."""
MOST_PLANS = 7
OFTEN = {"save": 3, "submit": 9, "claim": 8, "decide": 12, "pass": 9, "open": 5, "approve": 12, "amend": 5, "remark": 4}
OFTEN |= {"return": 6, "recall_pass": 5, "refuse": 5}
RARE = {"delete": 1, "release": 1, "withdraw": 1}
OTHERS = {"create": 1, "write": 2, "lend": 5, "end": 2, "roles": 3, "leave": 1, "back": 3, "clock": 4, "expire": 2, "publish": 1}
CHOICES = [name for name, often in ({name: (OFTEN | RARE).get(name, 3) for name in MOVES} | OTHERS).items() for _ in range(often)]

LEADS = {"decide": "pass", "recall_pass": "pass", "remark": "return", "ask": "return"}
LEADS |= dict.fromkeys(("recall", "return", "refuse", "amend"), "submit")
"""What a first act makes worth trying; it says nothing of what is allowed."""


@dataclass
class Tally:
    """What was tried over all runs: done, and refused."""

    done: Counter[str] = field(default_factory=Counter)
    refused: Counter[str] = field(default_factory=Counter)
    runs: int = 0
    examined: int = 0

    @property
    def steps(self) -> int:
        """Acts tried."""
        return self.done.total() + self.refused.total()

    def table(self, engine: str) -> str:
        """For the reader of `make machine`."""
        lines = [f"\n{engine}: {self.steps} steps in {self.runs} runs, {self.examined} signed files examined"]
        lines += [f"  {name:12} done {self.done[name]:>5}  refused {self.refused[name]:>5}" for name in dict.fromkeys(CHOICES)]
        return "\n".join([*lines, f"  {'all':12} done {self.done.total():>5}  refused {self.refused.total():>5}\n"])
