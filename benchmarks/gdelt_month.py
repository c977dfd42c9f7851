"""A made-up month of GDELT 2.0: zips of 15 minutes, as long, wide and repetitive as real ones, from a seed."""

from __future__ import annotations

import random
import zipfile
from concurrent.futures import ProcessPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

from keystone_states import ontology

STATES = (
    ("USA", "UNITED STATES", "US", 30),
    *(("RUS", "RUSSIA", "RS", 6), ("CHN", "CHINA", "CH", 6), ("GBR", "UNITED KINGDOM", "UK", 6)),
    *(("ISR", "ISRAEL", "IS", 4), ("IRN", "IRAN", "IR", 4), ("UKR", "UKRAINE", "UP", 4), ("FRA", "FRANCE", "FR", 4)),
    *(
        ("DEU", "GERMANY", "GM", 4),
        ("IND", "INDIA", "IN", 4),
        ("TUR", "TURKEY", "TU", 3),
        ("KAZ", "KAZAKHSTAN", "KZ", 2),
    ),
    *(
        ("UZB", "UZBEKISTAN", "UZ", 1),
        ("AUS", "AUSTRALIA", "AS", 3),
        ("NGA", "NIGERIA", "NI", 3),
        ("EUR", "EUROPE", "", 1),
    ),
)
SECTORS = ("", "", "", "GOV", "MIL", "COP", "BUS", "MED", "CVL", "EDU", "LEG")
TEMPLATES = 30_000
PER_ARTICLE = 4.6
LAGS = (0,) * 94 + (1, 1, 7, 7, 30, 365)


def make(folder: Path, *, rows: int, days: int, seed: int = 20240101) -> list[Path]:
    """Write the zips of `days` days that hold `rows` rows; those there already are kept."""
    folder.mkdir(parents=True, exist_ok=True)
    per_file = rows // (days * 96) + 1
    starts = [datetime(2024, 1, 1) + timedelta(minutes=15 * n) for n in range(days * 96)]
    jobs = [(folder, start, per_file, n, seed) for n, start in enumerate(starts)]
    with ProcessPoolExecutor(2) as pool:
        return list(pool.map(_interval, jobs, chunksize=96))


_templates: list[str] = []


def _interval(job: tuple[Path, datetime, int, int, int]) -> Path:
    folder, start, rows, number, seed = job
    stamp = start.strftime("%Y%m%d%H%M%S")
    path = folder / f"{stamp}.export.CSV.zip"
    if path.exists():
        return path
    if not _templates:
        _templates.extend(_template(random.Random(seed + n)) for n in range(TEMPLATES))
    dice = random.Random(seed * 31 + number)
    days = {lag: start - timedelta(days=lag) for lag in set(LAGS)}
    words = {lag: (f"{day:%Y%m%d}\t{day:%Y%m}\t{day:%Y}\t{day:%Y}.0411",) for lag, day in days.items()}
    lines, url = [], ""
    for row in range(rows):
        if not url or dice.random() < 1 / PER_ARTICLE:
            url = f"http://www.paper{dice.randrange(4000)}.com/news/{'a-story-of-note-' * 2}{dice.randrange(10**9)}"
        day = words[LAGS[dice.randrange(100)]][0]
        lines.append(
            f"{1_000_000_000 + number * rows + row}\t{day}\t{_templates[dice.randrange(TEMPLATES)]}\t{stamp}\t{url}\n"
        )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as archive:
        archive.writestr(f"{stamp}.export.CSV", "".join(lines))
    return path


def _template(dice: random.Random) -> str:
    """All cells between the dates and DATEADDED."""
    codes = [code for code in ontology.cameo().codes if len(code) > 2]
    actors = [_actor(dice) if dice.random() > share else ("\t" * 9, "") for share in (0.1, 0.27)]
    code = codes[int(len(codes) * dice.random() ** 2)]
    mentions = int(1 + dice.expovariate(0.2))
    what = (
        f"{int(dice.random() < 0.58)}\t{code}\t{code[:3]}\t{code[:2]}\t{ontology.cameo().quads[code[:2]]}\t"
        f"{ontology.cameo().codes[code].goldstein}\t{mentions}\t1\t{mentions}\t{dice.uniform(-12, 8):.14f}"
    )
    places = [
        _place(dice, fips or "US") if fips or n == 2 else "0" + "\t" * 7
        for n, fips in enumerate((actors[0][1], actors[1][1], "US"))
    ]
    return "\t".join([actors[0][0], actors[1][0], what, *places])


def _actor(dice: random.Random) -> tuple[str, str]:
    code, name, fips, _ = dice.choices(STATES, [each[3] for each in STATES])[0]
    sector = dice.choice(SECTORS)
    return f"{code}{sector}\t{name}\t{code}\t\t\t\t\t{sector}\t\t", fips


def _place(dice: random.Random, fips: str) -> str:
    town = dice.randrange(900)
    return (
        f"4\tTown {town}, Province {town % 30}, Land\t{fips}\t{fips}{town % 30:02d}\t{town}\t"
        f"{town / 10:.4f}\t{-town / 5:.4f}\t-{1_000_000 + town}"
    )
