"""Train the second reader of a pack anew: `make reader`.

Learns from our own labelled texts (tests/corpus/texts/working, never those set aside), from the examples of the rules,
and from what must stay quiet: suggestions of the rules, demo plans, examples and hints of the wizards. Logistic
regression from scikit-learn, which only this command needs (ops/reader.lock); what is kept are whole numbers of one
byte, so that two machines train the same file but for the last digit.
"""

import base64
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import yaml
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression

from bench.labelled import Labelled, read
from planner.compliance.loader import PACKS, load_pack
from planner.compliance.normalize import normalise
from planner.compliance.pack import Pack
from planner.compliance.prepared import Prepared
from planner.compliance.rereading import Row, rows_of
from planner.wizards.registry import discover
from planner.wizards.schema import Field, Group

TEXTS = Path(__file__).parents[1] / "tests" / "corpus" / "texts" / "working"
SEEDS = Path(__file__).parents[1] / "planner" / "seeds"
STRENGTH = 10.0
"""Inverse of the regularisation, chosen by cross-validation over documents."""
SEEN_AT_LEAST = 2
HARD = ("block", "review")


def rows_in(text: str, pack: Pack) -> Iterator[Row]:
    """The sentences of a text as the reader sees them."""
    prepared = Prepared.of(text)
    prepared.sift(pack.compiled.screen)
    return rows_of(prepared, pack.compiled)


def labelled(document: Labelled, pack: Pack) -> Iterator[tuple[Row, str]]:
    """Every sentence of a text with the category of the first passage in it that an officer must see, "" for none."""
    normal = normalise(document.text)
    for row in rows_in(document.text, pack):
        start, end = normal.span(row.start, row.end)
        inside = [p for p in document.passages if p.start < end and p.end > start and p.severity in HARD]
        yield row, inside[0].category if inside else ""


def examples(pack: Pack) -> Iterator[tuple[Row, str]]:
    """What rules say must be found, and what must stay quiet."""
    for rule in pack.rules:
        hit = rule.category if rule.severity in HARD else ""
        texts = [(suggestion.text.zh, "") for suggestion in rule.suggest]
        if rule.match.structural is None and not rule.match.resembles:
            texts += [(example.text.replace("【", "").replace("】", ""), hit) for example in rule.tests.hit]
            texts += [(example.text, "") for example in rule.tests.miss]
        for text, category in texts:
            for row in rows_in(text, pack):
                yield row, category


def quiet(pack: Pack) -> Iterator[tuple[Row, str]]:
    """Sentences of the demo's plans, which officers have passed, and what the wizards show as examples."""
    texts = [text for path in sorted(SEEDS.glob("*.yml")) for text in _texts(yaml.safe_load(path.read_text(encoding="utf-8")))]
    fields = [field for kind in discover().values() for step in kind.steps for field in _fields(step.items)]
    for text in [*texts, *(field.example.zh for field in fields if field.example is not None)]:
        for row in rows_in(text, pack):
            yield row, ""


def _fields(items: Sequence[Field | Group]) -> Iterator[Field]:
    for item in items:
        if isinstance(item, Field):
            yield item
        else:
            yield from _fields(item.fields)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str) and any("\u4e00" <= char <= "\u9fff" for char in value):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from _texts(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner)


def train(rows: list[tuple[Row, str]], threshold: dict[str, float]) -> dict[str, object]:
    """The model as its file holds it."""
    vectors = TfidfVectorizer(analyzer=sorted, binary=True, use_idf=False, norm="l2", min_df=SEEN_AT_LEAST)
    seen = vectors.fit_transform(row.features for row, _ in rows)
    offence = LogisticRegression(C=STRENGTH, max_iter=500).fit(seen, [bool(category) for _, category in rows])
    wanted = [number for number, (_, category) in enumerate(rows) if category]
    kinds = LogisticRegression(C=STRENGTH, max_iter=500).fit(seen[wanted], [rows[number][1] for number in wanted])
    weights = np.vstack([offence.coef_, kinds.coef_])
    scale = float(np.abs(weights).max() / 127)
    small = np.round(weights / scale).astype(np.int8)
    kept = np.flatnonzero(small.any(axis=0))
    names = vectors.get_feature_names_out()
    told: dict[str, set[str]] = {}
    for row, category in rows:
        if category:
            told.setdefault(category, set()).add(row.text)
    return {
        **threshold,
        "categories": list(kinds.classes_),
        "bias": round(float(offence.intercept_[0]), 4),
        "kind_bias": [round(float(value), 4) for value in kinds.intercept_],
        "scale": scale,
        "features": [str(names[number]) for number in kept],
        "offence": base64.b64encode(small[0, kept].tobytes()).decode(),
        "kinds": base64.b64encode(small[1:, kept].T.copy().tobytes()).decode(),
        "examples": {category: sorted(texts) for category, texts in sorted(told.items())},
    }


def main() -> None:
    target = PACKS / (sys.argv[1] if len(sys.argv) > 1 else "zh_cn") / "reader.json"
    pack = load_pack(target.parent)
    documents = [document for path in sorted(TEXTS.glob("*.txt")) for document in read(path)]
    rows = [pair for document in documents for pair in labelled(document, pack)] + [*examples(pack), *quiet(pack)]
    model = train(rows, {"speaks_from": 0.6, "sure_from": 0.5, "doubts_below": 0.15})
    target.write_text(json.dumps(model, ensure_ascii=False, indent=0, separators=(",", ":")) + "\n", encoding="utf-8")
    sys.stdout.write(f"{len(rows)} sentences, {sum(bool(category) for _, category in rows)} of them offending; {target.name} written\n")


if __name__ == "__main__":
    main()
