"""Legs of the corridor network that a user loaded: kept as a dataset, read into the table `legs` of the World."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from pathlib import Path

from keystone_states.errors import StoreError
from keystone_states.model.routes import Leg
from keystone_states.store.datasets import LoadedFile
from keystone_states.store.tables import table
from keystone_states.store.text import cells, read_rows
from keystone_states.store.texts import read_texts, write_texts

DATASET = "legs"
_TABLE = table(Leg.table)


def write(path: Path, legs: Sequence[Leg]) -> None:
    """Write legs to a file of the dataset."""
    write_texts(path, _TABLE.header, [cells(leg, _TABLE) for leg in legs])


def read(files: Sequence[LoadedFile], *, legs: Collection[Leg], places: Collection[str]) -> tuple[Leg, ...]:
    """The legs of the files. Raises `StoreError` when the facts, which may have changed since they were loaded, now
    hold a leg of that name or no longer a place where one ends.
    """
    known, own = {leg.leg for leg in legs}, []
    for each in files:
        name = each.provenance.file
        for leg in read_rows(enumerate(read_texts(each.path), 1), _TABLE, where=name):
            if not isinstance(leg, Leg):
                continue
            lost = [place for place in (leg.from_place, leg.to_place) if place not in places]
            if leg.leg in known or lost:
                why = f"there is no place {lost[0]!r} any more" if lost else "the facts now hold a leg of that name"
                raise StoreError(
                    f"leg {leg.leg!r} of your file {name} cannot be used: {why}; take the file out with "
                    f"`keystone load legs --forget {name}` and load it again, corrected"
                )
            own.append(leg)
    return tuple(own)
