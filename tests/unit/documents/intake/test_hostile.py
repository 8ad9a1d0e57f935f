"""Files of unknown origin: refused with a sentence or read, never anything else, within bounds of time and memory."""

import subprocess
import sys

import pytest

from planner.documents import bounded, intake
from planner.documents.intake import MOST_BYTES
from planner.documents.intake.raw import Refused
from planner.documents.intake.reading import read_manuscript
from planner.kernel.errors import Invalid
from tests.corpus.intake.hostile import READ, REFUSED, real

HEAVY = [kind for kind in REFUSED if kind.startswith(("bomb", "too many", "thousands", "billion"))]


def test_there_are_more_than_forty_kinds_of_bad_files():
    assert len(REFUSED) >= 40


@pytest.mark.timeout(120)  # most take a thousandth of a second
@pytest.mark.parametrize("kind", [kind for kind in REFUSED if kind not in HEAVY])
def test_a_bad_file_is_refused_in_words(kind):
    name, make = REFUSED[kind]
    data = make()
    with pytest.raises(Refused) as caught:
        read_manuscript(data, name)
    assert len(caught.value.message.zh) > 8


@pytest.mark.parametrize("kind", READ)
def test_an_odd_file_is_read_and_its_letter_is_found(kind):
    name, make = READ[kind]
    assert "甲" in "".join(passage.text for passage in read_manuscript(make(), name).passages)


MEASURED = """
import resource, sys
from pathlib import Path
from planner.documents import intake
from planner.documents.intake import opening
from planner.kernel.errors import Invalid

opening.SECONDS = 120  # refused by what it holds and not by the clock, however busy the machine is
try:
    intake.read(Path(sys.argv[1]).read_bytes(), sys.argv[2])
except Invalid as refusal:
    assert refusal.errors["file"] != opening.GAVE_UP, "nothing but its bounds stopped it"
    print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
"""
"""Reads one file and prints the kilobytes it took; nothing when the file was not refused."""


@pytest.mark.slow
@pytest.mark.parametrize("kind", HEAVY)
def test_a_bomb_takes_no_more_than_the_child_may(kind, tmp_path):
    """Measured from a process of its own: a child's record begins with the memory of the process that started it."""
    name, make = REFUSED[kind]
    (tmp_path / "file").write_bytes(make())
    command = [sys.executable, "-c", MEASURED, str(tmp_path / "file"), name]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert int(said) < 300_000


@pytest.mark.parametrize(
    ("name", "words"),
    [("a.doc", ".doc"), ("a.docm", "宏"), ("a.pdf", ".docx"), ("a", ".docx"), ("a.docx.exe", ".docx"), ("", ".docx")],
)
def test_another_suffix_is_refused_unread(name, words):
    with pytest.raises(Invalid) as caught:
        intake.read(real(), name)
    assert words in caught.value.message.zh


def test_a_file_too_large_is_refused_before_a_child_is_started(monkeypatch):
    monkeypatch.setattr(bounded, "run", None)
    with pytest.raises(Invalid, match="10 MB"):
        intake.read(b"PK\x03\x04" + bytes(MOST_BYTES * 5), "a.docx")


def test_an_empty_file_is_refused():
    with pytest.raises(Invalid, match="empty"):
        intake.read(b"", "a.docx")
