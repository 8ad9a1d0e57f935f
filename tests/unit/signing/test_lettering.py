"""Lettering without its fonts."""

from pathlib import Path

import pytest

from planner.kernel.errors import Unavailable
from planner.signing.lettering import Lettering


def test_a_font_that_is_gone_is_said_and_nothing_is_signed(tmp_path: Path) -> None:
    with pytest.raises(Unavailable, match="font file"):
        Lettering((tmp_path / "gone.ttf",)).face_of("字")
