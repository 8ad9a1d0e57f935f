"""Labelled texts: the corpus as JSON lines, or our own with the labels written into the text.

In a marked-up file a line `=== id | kind` begins a document, `{{category:severity|text}}` is a passage that an
officer wants to see, `{{category:severity:other,other|text}}` one that may also be put under other categories, and
`{{HN|text}}` a passage that looks like one and is none.
"""

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path

_LABEL = re.compile(r"\{\{([^|{}]+)\|([^{}]*)\}\}")
_HEAD = re.compile(r"^=== ", re.MULTILINE)


@dataclass(frozen=True)
class Passage:
    """:param start: first character; `end` is exclusive
    :param accepted: categories that count as right, the label's own among them
    """

    start: int
    end: int
    category: str
    severity: str
    accepted: frozenset[str]


@dataclass(frozen=True)
class Labelled:
    """:param harmless: places that look like an offence and are none"""

    name: str
    kind: str
    text: str
    passages: tuple[Passage, ...]
    harmless: tuple[tuple[int, int], ...]

    def set_aside(self, parts: int) -> bool:
        """Whether the document is one of the n-th part that nobody looks at while rules are written."""
        return int(hashlib.sha256(self.name.encode()).hexdigest(), 16) % parts == 0


def read(path: Path) -> list[Labelled]:
    """The documents of a `.jsonl` or a marked-up file.

    :raises ValueError: a label that is not closed or names no severity
    """
    source = path.read_text(encoding="utf-8")
    if path.suffix == ".jsonl":
        return [_from_json(line) for line in source.splitlines() if line.strip()]
    return [_from_markup(part) for part in _HEAD.split(source)[1:]]


def _from_json(line: str) -> Labelled:
    data = json.loads(line)
    passages = tuple(
        Passage(s["start"], s["end"], s["category"], s["severity"], frozenset({s["category"], *s.get("alt_categories", ())}))
        for s in data["spans"]
    )
    harmless = tuple((h["start"], h["end"]) for h in data.get("hard_negatives", ()))
    return Labelled(data["id"], data.get("kind", ""), data["text"], passages, harmless)


def _from_markup(part: str) -> Labelled:
    head, _, body = part.partition("\n")
    name, _, kind = (piece.strip() for piece in head.partition("|"))
    body = body.strip("\n")
    text, at = "", 0
    passages: list[Passage] = []
    harmless: list[tuple[int, int]] = []
    for label in _LABEL.finditer(body):
        text += body[at : label.start()]
        start, at = len(text), label.end()
        text += label[2]
        if label[1] == "HN":
            harmless.append((start, len(text)))
            continue
        category, severity, *others = label[1].split(":")
        if severity not in ("block", "review", "advise"):
            raise ValueError(f"{name}: {label[1]} names no severity")
        accepted = frozenset({category, *(others[0].split(",") if others else ())})
        passages.append(Passage(start, len(text), category, severity, accepted))
    text += body[at:]
    if "{{" in text or "}}" in text:
        raise ValueError(f"{name}: a label is not closed")
    return Labelled(name, kind, text, tuple(passages), tuple(harmless))
