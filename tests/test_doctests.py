"""The examples in docstrings are run."""

from __future__ import annotations

import doctest
import importlib
import pkgutil
from types import ModuleType

import pytest

from keystone_states import measures
from keystone_states.model import dates
from keystone_states.reading import features, lemmas

MODULES = [
    dates,
    features,
    lemmas,
    *(importlib.import_module(f"{measures.__name__}.{each.name}") for each in pkgutil.iter_modules(measures.__path__)),
]
WITH_EXAMPLES = {"dates", "exposure", "features", "lemmas", "reach", "spread"}


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__.rpartition(".")[2])
def test_examples_give_what_they_show(module: ModuleType) -> None:
    found = doctest.testmod(module)
    assert found.failed == 0
    assert (found.attempted > 0) or module.__name__.rpartition(".")[2] not in WITH_EXAMPLES
