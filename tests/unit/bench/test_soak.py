"""What the soak makes of memory samples."""

import os
import subprocess
import sys

import pytest

from bench.soak import family, growth, lasting, memory


def test_growth_compares_the_second_tenth_with_the_last_and_leaves_warm_up_out() -> None:
    warm_up, steady, end = [10] * 10, [100] * 80, [112] * 10
    before, after, grown = growth([*warm_up, *steady, *end])
    assert (before, after) == (100, 112)
    assert grown == pytest.approx(0.12)


def test_a_process_that_comes_and_goes_is_left_out() -> None:
    assert lasting([{1: 10, 2: 5}, {1: 11, 2: 5, 9: 400}, {1: 12, 2: 6}]) == [15, 16, 18]


def test_too_few_samples_say_nothing() -> None:
    with pytest.raises(ValueError, match="too few"):
        growth([1] * 9)


def test_the_memory_of_a_family_counts_its_children() -> None:
    child = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    try:
        assert {os.getpid(), child.pid} <= set(family(os.getpid()))
        assert memory(os.getpid())[child.pid] > 0
    finally:
        child.communicate(b"\n")
