"""The plan to be spoilt, made once."""

import warnings

import pytest

from tests.corpus.tampered.house import Place, build
from tests.corpus.tampered.material import Material


@pytest.fixture(scope="session")
def place(tmp_path_factory: pytest.TempPathFactory) -> Place:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ResourceWarning)
        return build(tmp_path_factory.mktemp("tampered"))


@pytest.fixture(scope="session")
def material(place: Place) -> Material:
    return place.material
