"""Ingest: the only writer of the store. Reads the facts, checks them against one another, writes a new generation.

Every command brings the store up to the facts, so readers of datasets are imported by the function that loads one.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import platformdirs

from keystone_states import reference
from keystone_states.corridors.faults import Rows, faults
from keystone_states.errors import BadRowError, KeystoneError, UnknownNameError
from keystone_states.model.dates import PartialDate
from keystone_states.model.relations import Alliance, Career, CohesionFact, Embassy
from keystone_states.model.routes import Leg
from keystone_states.model.rows import (
    Coverage,
    Meeting,
    Membership,
    Name,
    Organisation,
    Participation,
    Person,
    Position,
    Post,
    Row,
    Size,
    State,
)
from keystone_states.routes import rows_of
from keystone_states.sources import saved, un_votes
from keystone_states.store import datasets, generations, own_legs
from keystone_states.store.datasets import Provenance
from keystone_states.store.leftovers import halfway
from keystone_states.world import World

if TYPE_CHECKING:
    from keystone_states.reading.records import Reading
    from keystone_states.sources import legs_file, tabular
    from keystone_states.sources.contract import Actors, Outcome, Source
    from keystone_states.sources.rejection import Rejection


def default_store() -> Path:
    """The store's folder: the environment variable `KEYSTONE_STORE`, else the user's data folder."""
    return Path(os.environ.get("KEYSTONE_STORE") or platformdirs.user_data_path("keystone") / "store")


def refresh(store: Path, *, facts: Path | None = None) -> bool:
    """Bring the store up to the facts on disk; returns whether a new generation was written.

    Raises `BadRowError` when a row cannot be used or names an actor, person or meeting that does not exist; the store
    then keeps its last good generation.
    """
    digest = reference.digest(facts)[:24]
    if generations.current(store) == digest:
        return False
    rows = reference.load(facts)
    check_links(rows, facts=facts)
    check_corridors(rows, facts=facts)
    generations.write(store, rows, digest=digest)
    return True


def load_un_votes(store: Path, files: Sequence[Path], *, iso3: un_votes.Iso3) -> tuple[Provenance, bool]:
    """Load UN roll calls into the store from a file of votes and a file of roll calls (or a folder that holds both).

    Returns their provenance and whether anything was written: files loaded before are not loaded again. `iso3` gives
    the actor of an alpha-2 code in a year. Raises `BadInputError` when it is not these two files that are given, or no
    vote can be used.
    """
    votes, roll_calls = un_votes.sorted_out(_unfolded(files))
    sha256 = datasets.sha256_of(votes, roll_calls)
    before = [each for each in datasets.finished(store, un_votes.DATASET) if each.sha256 == sha256]
    if before:
        return before[0], False
    with un_votes.judged(votes, roll_calls, iso3=iso3) as found:
        provenance = Provenance(
            file=f"{votes.name}+{roll_calls.name}",
            bytes=votes.stat().st_size + roll_calls.stat().st_size,
            sha256=sha256,
            read=found.read,
            accepted=found.accepted,
            rejected=dict(found.rejected),
            first_day=found.first_day,
            last_day=found.last_day,
            licence=un_votes.LICENCE,
            release=f"roll calls up to {found.last_day}",
            source_url=un_votes.SOURCE_URL,
            loaded=date.today(),
        )
        return provenance, datasets.write(store, un_votes.DATASET, provenance, found.writer)


def load_igo(store: Path, path: Path) -> tuple[Provenance, bool]:
    """Load memberships of COW IGO v3 (long form) into the store, as they are, to hold the facts against.

    Returns their provenance and whether anything was written: a file loaded before is not loaded again. Raises
    `BadInputError` when it is another file or no row says a year, `StoreError` when it cannot be read.
    """
    from keystone_states.sources import cow_igo, tabular

    sha256 = datasets.sha256_of(path)
    before = [each for each in datasets.finished(store, cow_igo.DATASET) if each.sha256 == sha256]
    if before:
        return before[0], False
    found = tabular.years(path, tuple(cow_igo.COLUMNS), dataset=cow_igo.MEANING)
    provenance = Provenance(
        file=path.name,
        bytes=path.stat().st_size,
        sha256=sha256,
        read=found.read,
        accepted=found.dated,
        rejected=+Counter({"no year": found.read - found.dated}),
        first_day=date(found.first, 1, 1),
        last_day=date(found.last, 12, 31),
        licence=cow_igo.LICENCE,
        release="Intergovernmental Organizations v3",
        source_url=cow_igo.SOURCE_URL,
        loaded=date.today(),
        may_export=False,
    )
    writer = tabular.copier(path, cow_igo.COLUMNS, dataset=cow_igo.MEANING)
    return provenance, datasets.write(store, cow_igo.DATASET, provenance, writer)


@dataclass(frozen=True, slots=True)
class LoadedEvents:
    """What became of some files of events: those loaded now, loaded before, without a line, or refused and why."""

    dataset: str
    fresh: tuple[Provenance, ...]
    before: tuple[str, ...]
    empty: tuple[str, ...]
    refused: dict[str, str]


def load_events(
    store: Path,
    files: Sequence[Path],
    *,
    source: Source,
    actors: Actors,
    report: Callable[[int, int, int], None] = lambda done, total, rows: None,
) -> LoadedEvents:
    """Load files of a dataset of events into the store, each once: files, or folders of files of its patterns.

    Files that belong together (the intervals of one day) become one Parquet file, several days at a time. A file that
    cannot be read is refused with its reason and the others are loaded. `report` is told the bytes done, the bytes in
    all and the rows so far. Raises `StoreError` when a file is missing or the store cannot be written.
    """
    from keystone_states.sources import batches

    hashed = {path: datasets.sha256_of(path) for path in batches.files_of(files, source)}
    known = {sha for each in datasets.finished(store, source.name) for sha in (each.sha256, *each.files.values())}
    wanted = list({sha: path for path, sha in reversed(hashed.items()) if sha not in known}.values())[::-1]
    folder = datasets.path_of(store, source.name, "").parent
    found = LoadedEvents(source.name, (), tuple(path.name for path in hashed if path not in wanted), (), {})
    sizes = {path: path.stat().st_size for path in wanted}
    done = rows = 0
    for batch, outcome, fresh in batches.converted(wanted, halfway(folder, ""), source=source, actors=actors):
        done += sum(sizes[path] for path in batch)
        if isinstance(outcome, KeystoneError):
            found.refused.update({path.name: str(outcome) for path in batch})
        elif not outcome.accepted:
            found = replace(found, empty=(*found.empty, *(path.name for path in batch)))
        else:
            provenance = _provenance(batch, outcome, {path: hashed[path] for path in batch}, source)
            datasets.write(store, source.name, provenance, _mover(fresh), rejects=batches.rejects_csv(outcome))
            found = replace(found, fresh=(*found.fresh, provenance))
            rows += outcome.read
        report(done, sum(sizes.values()), rows)
    return found


@dataclass(frozen=True, slots=True)
class LoadedRows:
    """What became of a file of own legs, of a tracker or a witness: provenance, whether it was loaded now, faults."""

    provenance: Provenance
    fresh: bool
    rejected: tuple[Rejection, ...]


def load_legs(store: Path, path: Path, *, world: World, dry_run: bool = False) -> LoadedRows:
    """Load a user's own legs, which join those of the World.

    A leg is rejected where its row cannot be read, its id is taken, a place does not exist, its owner does not fit its
    ends, or it would stand apart from the network; each fault is listed and the other legs are loaded. Nothing is
    written on a `dry_run`, when the file was loaded before, or when no row is a leg. Raises as `legs_file.load`.
    """
    from keystone_states.sources import legs_file

    found = legs_file.load(path)
    sha256 = datasets.sha256_of(path)
    before = [each for each in datasets.finished(store, own_legs.DATASET) if each.sha256 == sha256]
    if before:
        return LoadedRows(before[0], False, found.rejected)
    kept, refused = _fitting(found, world)
    rejected = tuple(sorted((*found.rejected, *refused), key=lambda each: each.line))
    provenance = _own(path, sha256, found.read, rejected, licence="your own", source_url="named by each leg")
    if kept and not dry_run:
        datasets.write(store, own_legs.DATASET, provenance, lambda to: own_legs.write(to, kept))
    return LoadedRows(provenance, bool(kept) and not dry_run, rejected)


def _fitting(found: legs_file.OwnLegs, world: World) -> tuple[tuple[Leg, ...], list[Rejection]]:
    """Legs that the network can take, and faults of the others: without those, others may come to stand apart."""
    from keystone_states.sources.rejection import Rejection

    taken = {leg.leg for leg in world.legs}
    states = {row.actor for row in world.states}
    refused = [
        Rejection(found.file, found.lines[leg.leg], f"there is a leg {leg.leg!r} already; give it another id", "leg")
        for leg in found.legs
        if leg.leg in taken
    ]
    kept = tuple(leg for leg in found.legs if leg.leg not in taken)
    while kept:
        own = {leg.evidence_id: leg for leg in kept}
        wrong = [
            (own[fault.row.evidence_id], fault.reason)
            for fault in faults(rows_of(replace(world, legs=(*world.legs, *kept))), states=states)
            if fault.row.evidence_id in own
        ]
        if not wrong:
            break
        refused += [Rejection(found.file, found.lines[leg.leg], reason) for leg, reason in wrong]
        kept = tuple(leg for leg in kept if leg not in [each for each, _ in wrong])
    return kept, refused


def load_gem(store: Path, path: Path) -> LoadedRows:
    """Load a tracker of Global Energy Monitor, a witness for `keystone data compare gem`; raises as `gem.load`."""
    from keystone_states.sources import gem

    found = gem.load(path)
    sha256 = datasets.sha256_of(path)
    provenance = _own(path, sha256, found.read, found.rejected, licence=gem.LICENCE, source_url=gem.SOURCE_URL)
    fresh = bool(found.rows) and datasets.write(
        store, gem.DATASET, provenance, lambda to: gem.write(to, found.rows), rejects=_listed(found.rejected)
    )
    return LoadedRows(provenance, fresh, found.rejected)


def load_witness(store: Path, path: Path, *, witness: tabular.Witness) -> LoadedRows:
    """Load a dataset of pairs of states (ATOP, COW contiguity or exchange), as it is, to hold the facts against.

    A row with a cell that cannot be read is rejected with its line; a file loaded before is not read again. Raises
    `BadInputError` when it is another file, `StoreError` when it cannot be read.
    """
    from keystone_states.sources import tabular

    sha256 = datasets.sha256_of(path)
    before = [each for each in datasets.finished(store, witness.name) if each.sha256 == sha256]
    if before:
        return LoadedRows(before[0], False, ())
    found = tabular.checked(path, witness)
    days = [witness.days(row) for row in found.rows]
    provenance = Provenance(
        file=path.name,
        bytes=path.stat().st_size,
        sha256=sha256,
        read=found.read,
        accepted=len(found.rows),
        rejected=dict(Counter(f"{each.column or 'row'} not usable" for each in found.rejected)),
        first_day=min((first for first, _ in days), default=None),
        last_day=max((last for _, last in days), default=None),
        licence=witness.licence,
        release=witness.release,
        source_url=witness.source_url,
        loaded=date.today(),
        may_export=False,
    )
    fresh = bool(found.rows) and datasets.write(
        store,
        witness.name,
        provenance,
        lambda to: tabular.write_checked(to, found, witness),
        rejects=_listed(found.rejected),
    )
    return LoadedRows(provenance, fresh, found.rejected)


def _listed(rejected: Sequence[Rejection]) -> str:
    return "\n".join(map(str, rejected))


def _own(
    path: Path, sha256: str, read: int, rejected: Sequence[Rejection], *, licence: str, source_url: str
) -> Provenance:
    """Provenance of a file whose rejected rows have one fault or more; the first of each counts."""
    reasons = {each.line: each.reason for each in reversed(rejected)}
    return Provenance(
        file=path.name,
        bytes=path.stat().st_size,
        sha256=sha256,
        read=read,
        accepted=read - len(reasons),
        rejected=dict(Counter(reasons.values())),
        licence=licence,
        release=path.name,
        source_url=source_url,
        loaded=date.today(),
    )


def forget_legs(store: Path, file: str) -> Provenance:
    """Take the legs of a file out of the store again; raises `UnknownNameError` when none of that name was loaded."""
    return datasets.forget(store, own_legs.DATASET, file)


def _mover(fresh: Path) -> Callable[[Path], None]:
    def move(to: Path) -> None:
        fresh.replace(to)

    return move


def _provenance(batch: Sequence[Path], outcome: Outcome, hashed: dict[Path, str], source: Source) -> Provenance:
    return Provenance(
        file=batch[0].name if len(batch) == 1 else f"{batch[0].name} and {len(batch) - 1} more",
        bytes=sum(path.stat().st_size for path in batch),
        sha256=hashed[batch[0]] if len(batch) == 1 else datasets.sha256_of(*batch),
        read=outcome.read,
        accepted=outcome.accepted,
        rejected=dict(Counter(f"{each.column}: {each.reason}".lstrip(": ") for each in outcome.rejects)),
        first_day=outcome.first_day,
        last_day=outcome.last_day,
        licence=source.licence,
        release=source.release,
        source_url=source.source_url,
        loaded=date.today(),
        files={path.name: sha for path, sha in hashed.items()} if len(batch) > 1 else {},
        repairs=dict(outcome.repairs),
        unresolved=dict(outcome.unresolved),
        may_export=source.may_export,
    )


def _unfolded(files: Sequence[Path]) -> list[Path]:
    """Files as given; in place of a folder, the Parquet and CSV files in it."""
    inside = {path: sorted(each for each in path.glob("*.*") if each.suffix in (".parquet", ".csv")) for path in files}
    return [each for path in files for each in (inside[path] if path.is_dir() else [path])]


def save_reading(store: Path, reading: Reading) -> bool:
    """Save the events and ties of an article; returns whether anything was written: not when it was saved before."""
    from keystone_states.reading.jsonform import article_record, event_record, tie_record

    article = article_record(reading.article)
    text = reading.article.text
    ties = [tie_record(each, text) for each in reading.ties]
    records = [
        *(event_record(each, text) for each in reading.events),
        *({"id": f"{article['sha256'][:12]}-t{number}", **each} for number, each in enumerate(ties)),
    ]
    days = [day for each in records if (day := _day(each))]
    provenance = Provenance(
        file=reading.article.name,
        bytes=len(text.encode(errors="surrogatepass")),
        sha256=reading.article.sha256,
        read=len(records),
        accepted=len(records),
        first_day=min(days, default=None),
        last_day=max(days, default=None),
        licence="that of the article",
        release=", ".join(filter(None, (reading.article.publisher, str(reading.day or "")))),
        source_url=reading.article.url or "",
        loaded=date.today(),
    )
    return datasets.write(store, saved.DATASET, provenance, partial(saved.write, records, article))


def _day(record: dict[str, Any]) -> date | None:
    when = record.get("date") or record.get("since")
    return PartialDate.parse(when["value"]).first() if when else None


def forget_reading(store: Path, start: str) -> Provenance:
    """Remove the saved article whose SHA-256 begins so; raises `UnknownNameError` unless there is exactly one."""
    found = [each for each in datasets.finished(store, saved.DATASET) if start and each.sha256.startswith(start)]
    if len(found) != 1:
        raise UnknownNameError(
            f"{len(found)} saved articles have a SHA-256 that begins with {start!r}; expected one; "
            "see `keystone read --list-saved`"
        )
    datasets.remove(store, saved.DATASET, found[0].sha256)
    return found[0]


def check_links(rows: dict[str, tuple[Row, ...]], *, facts: Path | None = None) -> None:
    """Refuse a row that points at an actor, organisation, person or meeting no table holds."""
    homes = _homes(rows)
    for name, columns in _LINKS.items():
        for row in rows[name]:
            for column, home in columns.items():
                value = getattr(row, column)
                if value is not None and value not in homes[home]:
                    raise BadRowError(
                        f"{name}.csv:{reference.line_of(row, facts)}: column {column!r} is {value!r}; "
                        f"expected one listed in {home}; add it there or correct it"
                    )


def check_corridors(rows: dict[str, tuple[Row, ...]], *, facts: Path | None = None) -> None:
    """Refuse a corridor network in which a row has a fault: no such place, another state's soil, a loose piece."""
    states = {row.actor for row in rows["states"] if isinstance(row, State)}
    held: dict[str, Any] = {name: rows[name] for name in Rows.__dataclass_fields__}
    found = faults(Rows(**held), states=states)
    if found:
        first = found[0]
        more = f" (and {len(found) - 1} more faults)" if len(found) > 1 else ""
        table = first.row.table
        raise BadRowError(f"{table}.csv:{reference.line_of(first.row, facts)}: {first.reason}{more}")


def _homes(rows: dict[str, tuple[Row, ...]]) -> dict[str, set[str]]:
    """What may be pointed at, by the table or tables that list it."""
    states = {row.actor for row in rows["states"] if isinstance(row, State)}
    organisations = {row.actor for row in rows["organisations"] if isinstance(row, Organisation)}
    return {
        "states.csv": states,
        "organisations.csv": organisations,
        "states.csv or organisations.csv": states | organisations,
        "states.csv, or *": states | {"*"},
        "persons.csv": {row.person for row in rows["persons"] if isinstance(row, Person)},
        "meetings.csv": {row.id for row in rows["meetings"] if isinstance(row, Meeting)},
    }


_ACTORS = "states.csv or organisations.csv"
_LINKS: dict[str, dict[str, str]] = {
    Membership.table: {"organisation": "organisations.csv", "actor": _ACTORS},
    Meeting.table: {"host": "states.csv", "forum": "organisations.csv"},
    Participation.table: {"meeting": "meetings.csv", "actor": _ACTORS},
    Post.table: {"person": "persons.csv", "actor": _ACTORS},
    Person.table: {"actor": _ACTORS},
    Organisation.table: {"seat_state": "states.csv"},
    Name.table: {"actor": _ACTORS},
    Position.table: {"actor": "states.csv"},
    Coverage.table: {"actor": "states.csv, or *"},
    Size.table: {"actor": "states.csv"},
    Career.table: {"person": "persons.csv"},
    Alliance.table: {"actor": _ACTORS, "partner": _ACTORS},
    Embassy.table: {"sender": "states.csv", "host": "states.csv"},
    CohesionFact.table: {"actor": "states.csv"},
}
