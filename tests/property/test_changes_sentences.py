"""Whatever two texts say: the changes between them lead from the one to the other and back."""

from hypothesis import given
from hypothesis import strategies as st

from planner.services.changes_sentences import sentence_changes, text_of

WORDS = st.sampled_from(["随访率", "提高到", "60%", "12,000", "𠮷医生", "é", "👩‍⚕️", "。", "！", "；", "，", "\n", " ", "KOL", "葛󠄀"])
TEXTS = st.lists(WORDS, max_size=40).map("".join) | st.text(max_size=60)


@given(TEXTS, TEXTS)
def test_the_changes_hold_both_texts_whole(old: str, new: str) -> None:
    found = sentence_changes(old, new)
    assert text_of(found, "gone") == old
    assert text_of(found, "new") == new


@given(TEXTS)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert {sentence.kind for sentence in sentence_changes(text, text)} <= {"same"}


@given(TEXTS, TEXTS)
def test_each_kind_of_sentence_holds_what_its_name_says(old: str, new: str) -> None:
    sides = {"same": {"same"}, "removed": {"gone"}, "added": {"new"}}
    for sentence in sentence_changes(old, new):
        found = {piece.side for piece in sentence.pieces}
        assert all(piece.text for piece in sentence.pieces)
        assert found == sides[sentence.kind] if sentence.kind in sides else found & {"gone", "new"}
