"""`keystone load gdelt|icews|polecat|ucdp|acled|events`: datasets of events, from files into the store."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from keystone_states.cli.options import data_options, examples, output_format

if TYPE_CHECKING:
    from keystone_states.session import LoadedEvents

_PATHS = click.argument("paths", nargs=-1, required=True, type=click.Path(path_type=Path), metavar="PATH…")


def _command(dataset: str, what: str, *shown: str) -> click.Command:
    """The command that loads one dataset; they differ in words only."""

    @click.command(dataset.replace("_", "-"), help=what, epilog=examples(*shown))
    @_PATHS
    @data_options
    @output_format("table", "json", "csv")
    def command(paths: tuple[Path, ...], form: str, **options: Any) -> None:
        _run(paths, form, dataset=dataset, options=options)

    return command


@click.command(
    epilog=examples(
        "keystone load events my.csv --map my.yaml",
        "keystone load events 'years/*.csv' --map my.yaml --format json",
    )
)
@_PATHS
@click.option("--map", "map_", required=True, type=click.Path(path_type=Path), help="YAML map of the columns.")
@data_options
@output_format("table", "json", "csv")
def events(paths: tuple[Path, ...], map_: Path, form: str, **options: Any) -> None:
    """Load any CSV of events by a YAML map from its columns to the schema of events.

    The map names the dataset, its licence and source_url, and under columns where each column of the schema comes
    from: event_key, date, code, and source, target or place_country at least. A column may have a format (of a
    date), codes (iso3, iso2, cow, cameo, fips, names) or values (a translation).

    \b
      dataset: my_events
      licence: CC BY 4.0
      source_url: https://example.org/my_events
      columns:
        event_key: id
        date: {column: day, format: "%d/%m/%Y"}
        source: {column: from, codes: iso3}
        target: {column: to, codes: names}
        code: kind
        type: {column: kind, values: {talks: CONSULT, war: ASSAULT}}

    Python: session.load_events(files, dataset="", map=path).
    """
    _run(paths, form, dataset="", options=options, map_=map_)


_SHARED = (
    "PATH… are files, folders or quoted patterns, packed (.zip, .gz) or not. Files loaded before are not loaded again; "
    "a file that cannot be read is refused and the others are loaded. Lines read = accepted + rejected; rejected lines "
    "are listed with file, line, column and reason in <store>/datasets/<dataset>/<hash>.rejects.csv.\n\n"
    "Python: session.load_events(files, dataset=name)."
)
COMMANDS = (
    _command(
        "gdelt",
        f"Load GDELT events, 1.0 (57 or 58 columns) or 2.0 (61 columns).\n\n{_SHARED}",
        "keystone load gdelt 20240101000000.export.CSV.zip",
        "keystone load gdelt gdelt2/ --format json",
    ),
    _command(
        "gdelt_mentions",
        f"Load GDELT 2.0 mentions: which articles mention which event.\n\n{_SHARED}",
        "keystone load gdelt-mentions gdelt2/",
    ),
    _command(
        "icews", f"Load ICEWS events (Dataverse files).\n\n{_SHARED}", "keystone load icews Events.2017.20201006.tab"
    ),
    _command(
        "polecat",
        f"Load POLECAT events (Dataverse files).\n\n{_SHARED}",
        "keystone load polecat ngecEvents.20230103111842.Release603.DV.txt",
    ),
    _command("ucdp", f"Load UCDP GED events (CSV).\n\n{_SHARED}", "keystone load ucdp ged251-csv.zip"),
    _command(
        "acled",
        f"Load ACLED events from your own export; the rows never leave the store.\n\n{_SHARED}",
        "keystone load acled 2022-01-01-2022-12-31-Kazakhstan.csv",
    ),
    events,
)


def _run(
    paths: tuple[Path, ...], form: str, *, dataset: str, options: dict[str, Any], map_: Path | None = None
) -> None:
    found = load_files(paths, dataset=dataset, options=options, map_=map_)
    show(found, form)
    refuse(found)


def load_files(
    paths: tuple[Path, ...], *, dataset: str, options: dict[str, Any], map_: Path | None = None
) -> LoadedEvents:
    """Load files, with progress on a terminal."""
    from keystone_states.cli.progress import rate
    from keystone_states.session import load_events

    with rate("Loading") as report:
        return load_events(
            paths, dataset=dataset, map=map_, store=options.get("store"), facts=options.get("facts"), report=report
        )


def refuse(found: LoadedEvents) -> None:
    """Raise `BadInputError` for the first file that was refused, if any was."""
    if found.refused:
        from keystone_states.errors import BadInputError

        first, reason = next(iter(found.refused.items()))
        more = f" ({len(found.refused)} files refused in all)" if len(found.refused) > 1 else ""
        raise BadInputError(reason if first in reason else f"{first}: {reason}" + more)


def show(found: LoadedEvents, form: str) -> None:
    """Print what became of the lines: read = accepted + rejected."""
    from keystone_states.cli.output import emit

    if form == "json":
        emit([record(found)], form)
        return
    rejected, repairs, unresolved = (_total(found, name) for name in ("rejected", "repairs", "unresolved"))
    records = [
        {"what": "files loaded", "count": sum(len(each.files) or 1 for each in found.fresh)},
        {"what": "files loaded before", "count": len(found.before)},
        {"what": "files without a line", "count": len(found.empty)},
        {"what": "files refused", "count": len(found.refused)},
        {"what": "lines read", "count": sum(each.read for each in found.fresh)},
        {"what": "lines accepted", "count": sum(each.accepted for each in found.fresh)},
        *({"what": f"rejected: {reason}", "count": count} for reason, count in rejected.most_common()),
        *({"what": f"repaired: {kind}", "count": count} for kind, count in repairs.most_common()),
    ]
    notes = []
    if unresolved:
        shown = ", ".join(f"{code} {count}" for code, count in unresolved.most_common(8))
        notes.append(f"No actor of ours: {shown}{', …' if len(unresolved) > 8 else ''}.")
    for each in found.fresh[:1]:
        notes.append(f"Licence: {each.licence}; {each.source_url}")
    emit(records, form, notes=notes)


def _total(found: LoadedEvents, name: str) -> Counter[str]:
    return sum((Counter(getattr(each, name)) for each in found.fresh), Counter())


def record(found: LoadedEvents) -> dict[str, Any]:
    """The same as plain data."""
    return {
        "dataset": found.dataset,
        "loaded": [each.model_dump(mode="json") for each in found.fresh],
        "loaded_before": list(found.before),
        "empty": list(found.empty),
        "refused": found.refused,
        "read": sum(each.read for each in found.fresh),
        "accepted": sum(each.accepted for each in found.fresh),
    }
