"""The place a user means, by id, name or alias (a near miss gets suggestions, never a guess); how far two are apart."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from anyascii import anyascii
from rapidfuzz import fuzz, process

from keystone_states.errors import UnknownNameError
from keystone_states.model.routes import Place

_EARTH_KM = 6371.0088  # mean radius, IUGG


def find_place(name: str, places: Mapping[str, Place]) -> Place:
    """The place of that id, name or alias, whatever its accents, case, hyphens and apostrophes.

    Raises `UnknownNameError`: for a name that several places share, with all of them; for one that no place has, with
    the nearest three.

    >>> fold("Xi'an") == fold("xian"), fold("Małaszewicze")
    (True, 'malaszewicze')
    """
    if name in places:
        return places[name]
    found = {row.place: row for row in places.values() if fold(name) in _spellings(row)}
    if len(found) == 1:
        return next(iter(found.values()))
    if found:
        raise UnknownNameError(f"{name!r} is ambiguous: {_listed(found.values())}; give the id of the one you mean")
    near = _nearest(name, places)
    hint = f"did you mean {_listed(near)}?" if near else "`keystone data show places` lists all"
    raise UnknownNameError(f"no place {name!r} in the corridor network; {hint}")


def fold(name: str) -> str:
    """A name reduced for comparison: ASCII letters and digits in lower case."""
    return "".join(letter for letter in anyascii(name).lower() if letter.isalnum())


def great_circle(first: Place, second: Place) -> float | None:
    """Distance in km over the sphere; None where a coordinate was not read."""
    if first.lat is None or first.lon is None or second.lat is None or second.lon is None:
        return None
    lat1, lon1, lat2, lon2 = (math.radians(each) for each in (first.lat, first.lon, second.lat, second.lon))
    half = math.sin((lat2 - lat1) / 2) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin((lon2 - lon1) / 2) ** 2
    return 2 * _EARTH_KM * math.asin(math.sqrt(half))


def _spellings(row: Place) -> set[str]:
    return {fold(each) for each in (row.place, row.name, *row.aliases)}


def _nearest(name: str, places: Mapping[str, Place]) -> list[Place]:
    spelled = {spelling: row for row in places.values() for spelling in sorted(_spellings(row))}
    close = process.extract(fold(name), spelled.keys(), scorer=fuzz.WRatio, limit=9, score_cutoff=60)
    rows = {spelled[spelling].place: spelled[spelling] for spelling, _, _ in close}
    return list(rows.values())[:3]


def _listed(rows: Iterable[Place]) -> str:
    return ", ".join(f"{row.place} ({row.name}, {row.actor})" for row in rows)
