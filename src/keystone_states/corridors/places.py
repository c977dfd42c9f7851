"""The place a user means, by id, name or alias (a near miss gets suggestions, never a guess); how far two are apart."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from anyascii import anyascii
from rapidfuzz import fuzz, process

from keystone_states.errors import UnknownNameError
from keystone_states.model.routes import Place

Spelled = Mapping[str, tuple[Place, ...]]
_EARTH_KM = 6371.0088  # mean radius, IUGG
_MUCH = 12  # of 100 points of likeness


def find_place(name: str, places: Mapping[str, Place], *, known: Spelled | None = None) -> Place:
    """The place of that id, name or alias, whatever its accents, case, hyphens and apostrophes.

    `known`: the `spellings` of the places, where they are at hand.

    Raises `UnknownNameError`: for a name that several places share, with all of them; for one that no place has, with
    the nearest three.

    >>> fold("Xi'an") == fold("xian"), fold("Małaszewicze")
    (True, 'malaszewicze')
    """
    if name in places:
        return places[name]
    spelled = spellings(places.values()) if known is None else known
    found = spelled.get(fold(name), ())
    if len(found) == 1:
        return found[0]
    if found:
        raise UnknownNameError(f"{name!r} is ambiguous: {_listed(found)}; give the id of the one you mean")
    near = _nearest(name, spelled)
    hint = f"did you mean {_listed(near)}?" if near else "`keystone data show places` lists all"
    raise UnknownNameError(f"no place {name!r} in the corridor network; {hint}")


def spellings(places: Iterable[Place]) -> dict[str, tuple[Place, ...]]:
    """Every spelling, reduced for comparison, with the places that bear it."""
    found: dict[str, tuple[Place, ...]] = {}
    for row in places:
        for each in sorted(_spellings(row)):
            found[each] = (*found.get(each, ()), row)
    return found


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


def _nearest(name: str, spelled: Spelled) -> list[Place]:
    """At most three places, none much further off than the nearest."""
    close = process.extract(fold(name), spelled.keys(), scorer=fuzz.WRatio, limit=9, score_cutoff=60)
    best = max((score for _, score, _ in close), default=0.0)
    rows = {row.place: row for each, score, _ in close if score >= best - _MUCH for row in spelled[each]}
    return list(rows.values())[:3]


def _listed(rows: Iterable[Place]) -> str:
    return ", ".join(f"{row.place} ({row.name}, {row.actor})" for row in rows)
