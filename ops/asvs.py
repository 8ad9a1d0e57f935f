"""Count the table of OWASP ASVS 5.0.0 in docs/asvs.md: `python -m ops.asvs` prints, `--write` puts the line at its top."""

import re
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

TABLE = Path(__file__).parents[1] / "docs" / "asvs.md"
STANDINGS = ("met", "not applicable", "open")
_ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| ([12]) \| ([^|]+) \| (met|not applicable|open) \| (.+) \|$", re.MULTILINE)
_LINE = re.compile(r"^\*\*\d+ requirements.*$|^COUNTS$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Row:
    """One requirement.

    :param how: tests, a reason, or what is missing
    """

    number: str
    level: int
    standing: str
    how: str


def rows() -> list[Row]:
    """Every row of the table, in its order."""
    found = _ROW.findall(TABLE.read_text("utf-8"))
    return [Row(number, int(level), standing, how) for number, level, _, standing, how in found]


def line() -> str:
    """The counts as they stand at the top."""
    counted = Counter((row.level, row.standing) for row in rows())
    total = {standing: counted[1, standing] + counted[2, standing] for standing in STANDINGS}
    levels = "; ".join(f"level {level}: " + ", ".join(f"{counted[level, one]} {one}" for one in STANDINGS) for level in (1, 2))
    return f"**{sum(total.values())} requirements: " + ", ".join(f"{total[one]} {one}" for one in STANDINGS) + f"** ({levels})."


def main() -> None:
    """Print or write the line."""
    if "--write" in sys.argv:
        TABLE.write_text(_LINE.sub(line(), TABLE.read_text("utf-8"), count=1), "utf-8")
    print(line())


if __name__ == "__main__":
    main()
