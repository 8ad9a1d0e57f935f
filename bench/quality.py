"""How well the pack judges labelled texts: `python -m bench.quality FILE…`, part of `make score`.

The text is cut into sentences. A (sentence, category) pair is wanted when a passage of severity block or review lies
in it, tolerated when only an advise passage does, and found when a finding of severity block or review lies in it.
Strict: in one of the passage's categories. Lenient: in any category. A harmless passage is hit when such a finding
lies over it and no labelled passage does. Every figure stands with a 90 % interval from drawing whole documents anew.
"""

import argparse
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bench.labelled import Labelled, read
from planner.compliance.engine import check_text
from planner.compliance.findings import Finding
from planner.compliance.loader import load_pack
from planner.compliance.pack import Pack

DRAWS = 1000
HARD = ("block", "review")
SHARED_PART = 3
"""Every third document of a corpus from outside is set aside; of our own, those in the folder `aside`."""
_SENTENCE = re.compile("[^。!?;！？；\n]+[。!?;！？；\n]*")
Cell = tuple[int, str]


@dataclass
class Counts:
    """What one document, or several together, add up to."""

    strict: Counter[str] = field(default_factory=Counter)
    lenient: Counter[str] = field(default_factory=Counter)
    harmless: Counter[str] = field(default_factory=Counter)
    categories: dict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    severities: Counter[tuple[str, str]] = field(default_factory=Counter)

    def add(self, other: "Counts") -> None:
        self.strict += other.strict
        self.lenient += other.lenient
        self.harmless += other.harmless
        self.severities += other.severities
        for category, counts in other.categories.items():
            self.categories[category] += counts


def ratio(counts: Counter[str]) -> tuple[float, float, float]:
    """Precision, recall and F1; of nothing they are one."""
    found, wanted = counts["right"] + counts["alarm"], counts["right"] + counts["missed"]
    precision = counts["right"] / found if found else 1.0
    recall = counts["right"] / wanted if wanted else 1.0
    return precision, recall, 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def judge(document: Labelled, findings: Sequence[Finding]) -> Counts:
    """Compare the findings of one document with its labels."""
    counts = Counts()
    cuts = [cut.span() for cut in _SENTENCE.finditer(document.text)] or [(0, len(document.text))]
    hard = [f for f in findings if f.severity in HARD]
    wanted: dict[Cell, set[str]] = {}
    tolerated: set[Cell] = set()
    weights: dict[Cell, str] = {}
    for passage in document.passages:
        for number in _places(passage.start, passage.end, cuts):
            tolerated |= {(number, category) for category in passage.accepted}
            if passage.severity in HARD:
                cell = number, passage.category
                wanted.setdefault(cell, set()).update(passage.accepted)
                weights[cell] = min(weights.get(cell, "review"), passage.severity)
    found: dict[Cell, str] = {}
    for finding in hard:
        for number in _places(finding.start, finding.end, cuts):
            cell = number, finding.category
            found[cell] = min(found.get(cell, "review"), str(finding.severity))
    for cell, accepted in wanted.items():
        heard = [found[cell[0], category] for category in accepted if (cell[0], category) in found]
        outcome = "right" if heard else "missed"
        counts.strict[outcome] += 1
        counts.categories[cell[1]][outcome] += 1
        counts.severities[weights[cell], min(heard, default="nothing")] += 1
    for _, category in found.keys() - tolerated:
        counts.strict["alarm"] += 1
        counts.categories[category]["alarm"] += 1
    asked, said, soft = ({number for number, _ in cells} for cells in (wanted, found, tolerated))
    counts.lenient.update(right=len(asked & said), missed=len(asked - said), alarm=len(said - soft))
    for start, end in document.harmless:
        counts.harmless["all"] += 1
        labelled = any(p.start < end and p.end > start for p in document.passages)
        counts.harmless["hit"] += not labelled and any(f.start < end and f.end > start for f in hard)
    return counts


def _places(start: int, end: int, cuts: list[tuple[int, int]]) -> Iterable[int]:
    return (number for number, (low, high) in enumerate(cuts) if start < high and end > low)


def together(parts: Iterable[Counts]) -> Counts:
    whole = Counts()
    for part in parts:
        whole.add(part)
    return whole


def interval(parts: Sequence[Counts], which: str) -> tuple[float, float]:
    """Where nine of ten F1 values lie when as many documents are drawn anew, with repetition."""
    chance = random.Random(1)
    values = []
    for _ in range(DRAWS):
        drawn: Counter[str] = Counter()
        for part in chance.choices(parts, k=len(parts)):
            drawn += getattr(part, which)
        values.append(ratio(drawn)[2])
    values.sort()
    return values[DRAWS // 20], values[-DRAWS // 20]


def score(documents: Sequence[Labelled], pack: Pack) -> list[Counts]:
    """Counts of each document."""
    return [judge(document, check_text(document.text, pack).findings) for document in documents]


def report(title: str, documents: Sequence[Labelled], pack: Pack, by_category: bool) -> None:
    """Print the figures of a set of documents."""
    parts = score(documents, pack)
    whole = together(parts)
    print(f"\n{title}: {len(documents)} documents, hard negatives hit {whole.harmless['hit']}/{whole.harmless['all']}")
    if by_category:
        for category, counts in sorted(whole.categories.items()):
            figures = "  ".join(f"{name} {value:.2f}" for name, value in zip(("P", "R", "F1"), ratio(counts), strict=True))
            print(f"  {category:16} {figures}   right {counts['right']} alarm {counts['alarm']} missed {counts['missed']}")
    for name in ("strict", "lenient"):
        precision, recall, value = ratio(getattr(whole, name))
        low, high = interval(parts, name)
        print(f"  {name:8} P {precision:.3f} R {recall:.3f} F1 {value:.3f} (90 % interval {low:.3f}–{high:.3f})")
    said = ", ".join(
        f"{wanted} as {heard} {whole.severities[wanted, heard]}"
        for wanted in HARD
        for heard in (*HARD, "nothing")
        if whole.severities[wanted, heard]
    )
    print(f"  labelled and said: {said}")


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("files", nargs="*", type=Path, help="labelled corpora, .jsonl or marked up")
    arguments.add_argument(
        "--own", type=Path, default=Path(__file__).parents[1] / "tests" / "corpus" / "texts", help="folder of our own texts: working, aside"
    )
    given = arguments.parse_args()
    pack = load_pack()
    print(f"pack {pack.name} {pack.version}, {len(pack.rules)} rules")
    for path in given.files:
        if not path.is_file():
            print(f"\n{path.name}: not here")
            continue
        documents = read(path)
        report(f"{path.name}, all", documents, pack, True)
        report(f"{path.name}, looked at while rules were written", [d for d in documents if not d.set_aside(SHARED_PART)], pack, False)
        report(f"{path.name}, set aside", [d for d in documents if d.set_aside(SHARED_PART)], pack, True)
    for folder, title, by_category in (("working", "looked at while rules were written", False), ("aside", "set aside", True)):
        own = [document for path in sorted((given.own / folder).glob("*.txt")) for document in read(path)]
        if own:
            report(f"our own texts, {title}", own, pack, by_category)


if __name__ == "__main__":
    main()
