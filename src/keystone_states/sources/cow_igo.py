"""Correlates of War, Intergovernmental Organizations v3: one row per organisation, year and state.

File: the long form (ioname, year, state, status), as Parquet or CSV. Status 1 is full membership, 2 associate, 3
observer, 0 none, −9 missing, −1 not in the state system.

Coverage: 534 organisations, 1815 to 2014. A witness, not the judge: no SCO observers, SCO dated 1996 (Shanghai Five),
CICA from 2006, Uzbekistan in the CSTO 2002–2011, no Mongolia or Holy See in the OSCE, nothing after 2014. Licence:
free with citation, not to be redistributed. Citation: Jon Pevehouse, Timothy Nordstrom, Roseanne McManus, Anne
Spencer Jamison, "Tracking Organizations in the World: The Correlates of War IGO Version 3.0 datasets", Journal of
Peace Research 57(3), 2020, doi:10.1177/0022343319881175.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from keystone_states import ontology
from keystone_states.model.rows import Role
from keystone_states.sources.tabular import fetch

DATASET = "igo"
LICENCE = "free with citation, not to be redistributed"
COLUMNS = {"ioname": "VARCHAR", "year": "INTEGER", "state": "VARCHAR", "status": "INTEGER"}
MEANING = "COW IGO v3 in long form"
SOURCE_URL = "https://doi.org/10.1177/0022343319881175"
COVERED = range(1815, 2015)
Iso3 = Callable[[str], str | None]


@dataclass(frozen=True, slots=True)
class IgoMembership:
    """A state's role in an organisation in one year, under our ids."""

    organisation: str
    actor: str
    role: Role


@dataclass(frozen=True, slots=True)
class IgoYear:
    """All memberships of a year. `read = accepted + rejected`; rejects are counted by reason."""

    year: int
    memberships: tuple[IgoMembership, ...]
    read: int
    accepted: int
    rejected: Mapping[str, int] = field(default_factory=dict)


def load(path: Path, *, year: int, iso3: Iso3) -> IgoYear:
    """The memberships of one year in the organisations we know.

    `iso3` gives the actor of a state's name as COW writes it (small letters, no spaces), or None. Accepted are rows
    that say member, associate, observer or none; rejected and counted are rows of other years, organisations we do
    not hold, names nobody knows, missing or unknown statuses.
    """
    codes = ontology.cow_igo()
    found = fetch(path, ("ioname", "state", "status"), dataset=MEANING, year=year)
    rejected = Counter({"another year": found.read - len(found.rows)})
    kept: list[IgoMembership] = []
    for ioname, state, status in found.rows:
        organisation, actor = codes.organisations.get(ioname), codes.states.get(state) or iso3(state)
        role = codes.status.get(int(status), "missing") if status is not None else "missing"
        reason = _reason(organisation, actor, role)
        if reason:
            rejected[reason] += 1
        elif role != "none":
            kept.append(IgoMembership(str(organisation), str(actor), Role(role)))
    return IgoYear(year, tuple(dict.fromkeys(kept)), found.read, found.read - rejected.total(), dict(+rejected))


def _reason(organisation: str | None, actor: str | None, role: str) -> str:
    """Why a row is not used; empty when it is."""
    if organisation is None:
        return "organisation not held here"
    if actor is None:
        return "state not known"
    return "status missing" if role == "missing" else ""
