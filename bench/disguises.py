"""How many disguised sentences are still found, and how often clean ones in the same dress are blamed: `python -m bench.disguises`."""

import random
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import yaml

from bench.disguising import DISGUISES, HIDING, bare
from planner.compliance.engine import check_text
from planner.compliance.findings import Severity
from planner.compliance.loader import load_pack
from planner.compliance.pack import Pack

SENTENCES = Path(__file__).parent / "evasion.yaml"
GOALS = {"spelling": 100.0, "spacing": 95.0, "phonetic": 60.0, "structural": 60.0}
FALSE_ALARMS = 2.0
HIDDEN = "digital.hidden-text"
SEED = 11
LEAST = 40
"""So many violating sentences the figures must rest on."""


@dataclass
class Tally:
    """What became of the sentences under one disguise.

    :param escaped: sentences that were not found
    :param blamed: clean sentences with a finding that the plain one does not have
    :param hidden: clean sentences of which only the hidden text was pointed out
    """

    caught: int = 0
    tried: int = 0
    escaped: list[str] = field(default_factory=list)
    clean: int = 0
    blamed: list[str] = field(default_factory=list)
    hidden: int = 0


def weighty(text: str, pack: Pack) -> Counter[str]:
    """The rules that want a change or a review."""
    return Counter(f.rule_id for f in check_text(text, pack).findings if f.severity is not Severity.ADVISE)


def measured(pack: Pack) -> tuple[dict[str, dict[str, Tally]], list[str]]:
    """Kind → disguise → tally; and the sentences that cannot be counted since the plain ones are misjudged."""
    both = yaml.safe_load(SENTENCES.read_text(encoding="utf-8"))
    unfit = [text for text in both["violating"] if not weighty(bare(text), pack)]
    unfit += [text for text in both["clean"] if weighty(text, pack)]
    out: dict[str, dict[str, Tally]] = {}
    for kind, disguises in DISGUISES.items():
        for name, disguise in disguises.items():
            tally = out.setdefault(kind, {})[name] = Tally()
            chance = random.Random(SEED)
            for text in both["violating"]:
                dressed = disguise(text, chance)
                if text in unfit or dressed in (text, bare(text)):
                    continue
                tally.tried += 1
                if weighty(dressed, pack):
                    tally.caught += 1
                else:
                    tally.escaped.append(dressed)
            for text in both["clean"]:
                dressed = disguise(text, chance)
                if text in unfit:
                    continue
                tally.clean += 1
                if found := weighty(dressed, pack):
                    if set(found) == {HIDDEN}:
                        tally.hidden += 1
                    else:
                        tally.blamed.append(dressed)
    return out, unfit


def share(part: int, whole: int) -> float:
    return 100 * part / whole if whole else 100.0


def main() -> int:
    """Print the tallies; 1 when a goal is missed."""
    tallies, unfit = measured(load_pack())
    talkative = "-v" in sys.argv
    for text in unfit:
        print(f"misjudged without any disguise, and not counted: {text}")
    failed = max(tally.tried for rows in tallies.values() for tally in rows.values()) < LEAST
    for kind, rows in tallies.items():
        caught, tried = sum(t.caught for t in rows.values()), sum(t.tried for t in rows.values())
        reached = share(caught, tried)
        failed |= reached < GOALS[kind]
        print(f"{kind}: {len(rows)} disguises, {caught}/{tried} = {reached:.1f} % caught (goal {GOALS[kind]:.0f} %)")
        for name, tally in rows.items():
            if tally.escaped:
                print(f"    {name}: {tally.caught}/{tally.tried}")
                if talkative:
                    print("".join(f"        {text!r}\n" for text in tally.escaped), end="")
    every = [(name, tally) for rows in tallies.values() for name, tally in rows.items()]
    clean = sum(tally.clean for _, tally in every)
    blamed = sum(len(tally.blamed) for _, tally in every)
    innocent = sum(tally.hidden for name, tally in every if name not in HIDING)
    hiding = sum(tally.hidden for name, tally in every if name in HIDING)
    alarms = share(blamed + innocent, clean)
    failed |= alarms > FALSE_ALARMS
    print(f"clean text in the same dress: {blamed + innocent}/{clean} = {alarms:.2f} % false alarms (goal {FALSE_ALARMS:.0f} %)")
    print(
        f"    hidden text pointed out besides, where the dress hides: {hiding}; counting these too: {share(blamed + innocent + hiding, clean):.2f} %"
    )
    for name, tally in every:
        if tally.blamed or (tally.hidden and name not in HIDING):
            print(f"    {name}: {len(tally.blamed)} blamed, {tally.hidden} called hidden")
            if talkative:
                print("".join(f"        {text!r}\n" for text in tally.blamed), end="")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
