"""`keystone fetch`: public datasets from where they are published, into a folder; the network is used only here."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from keystone_states.cli.options import Day, data_options, examples, output_format

if TYPE_CHECKING:
    from datetime import date

    from keystone_states.fetch import Fetched
    from keystone_states.session import LoadedEvents


@click.group()
def fetch() -> None:
    """Fetch public datasets over the network into a folder."""


@fetch.command(
    epilog=examples(
        "keystone fetch gdelt --from 2022-09-12 --to 2022-09-18 --out gdelt2 --load",
        "keystone fetch gdelt --from 2022-09-14 --to 2022-09-14 --kind mentions --format json",
    )
)
@click.option("--from", "first", type=Day(), required=True, help="First day, UTC (from 2015-02-18 on).")
@click.option("--to", "last", type=Day(), required=True, help="Last day, UTC.")
@click.option(
    "--kind",
    type=click.Choice(("events", "mentions")),
    default="events",
    show_default=True,
    help="Which files.",
)
@click.option(
    "--out", type=click.Path(path_type=Path), default="gdelt", show_default=True, help="Folder for the files."
)
@click.option("--load", "load_them", is_flag=True, help="Load the files into the store when they are there.")
@click.option("--parallel", type=click.IntRange(1, 16), default=4, show_default=True, help="Files at a time.")
@click.option(
    "--rate", type=click.FloatRange(0.1, 50), default=8.0, show_default=True, help="Files asked for a second."
)
@click.option("--tries", type=click.IntRange(1, 10), default=3, show_default=True, help="Tries for each file.")
@click.option("--host", hidden=True, help="Another server, which may be on this machine (for tests).")
@data_options
@output_format("table", "json", "csv")
def gdelt(first: date, last: date, kind: str, out: Path, load_them: bool, form: str, **options: Any) -> None:
    """Fetch GDELT 2.0: the file of every 15 minutes of some days, over HTTPS, each checked by its MD5.

    Held against the calendar and GDELT's list: intervals missing from the list are asked for too, known gaps are
    named. Files that are there already are not fetched again, and a stopped run goes on where it ended. A day is
    96 files and some 10 MB; the list of files itself is over 100 MB and is kept in the folder.

    Python: fetch.fetch_gdelt(first, last, folder).
    """
    from keystone_states.cli.load_events import refuse
    from keystone_states.cli.progress import counted
    from keystone_states.errors import StoreError
    from keystone_states.fetch import fetch_gdelt

    with counted("Fetching") as report:
        found = fetch_gdelt(first, last, out, kind=kind, manner=_manner(options), report=report)
    loaded = _loaded(found, options) if load_them and found.files else None
    _print(found, loaded, form)
    if loaded is not None:
        refuse(loaded)
    if found.failed:
        name, reason = next(iter(found.failed.items()))
        more = f" ({len(found.failed)} files failed in all; run it again)" if len(found.failed) > 1 else ""
        raise StoreError(f"{reason if name in reason else f'{name}: {reason}'}{more}")


def _manner(options: dict[str, Any]) -> Any:
    from keystone_states.download import is_public
    from keystone_states.fetch import Manner

    pace = {"workers": options["parallel"], "rate": options["rate"], "tries": options["tries"]}
    if options["host"] is None:
        return Manner(**pace)
    return Manner(host=options["host"].rstrip("/"), allowed=lambda each: each.is_loopback or is_public(each), **pace)


def _print(found: Fetched, loaded: LoadedEvents | None, form: str) -> None:
    from keystone_states.cli.load_events import record, show
    from keystone_states.cli.output import emit
    from keystone_states.fetch import End

    if form == "json":
        told: dict[str, Any] = {**_record(found), "loaded": record(loaded) if loaded else None}
        emit([told], form)
        return
    records: list[dict[str, Any]] = [
        {"what": "intervals wanted", "count": found.wanted},
        {"what": "in the list of files", "count": found.listed},
        {"what": "not in the list", "count": len(found.unlisted)},
        {"what": "of these known to be absent", "count": len(found.known_absent)},
        *({"what": end.value, "count": len(found.names(end))} for end in End),
    ]
    named = [
        (words, names)
        for words, names in (("Absent", found.names(End.ABSENT)), ("Not in the list", found.unlisted))
        if names
    ]
    notes = [f"{words}: {', '.join(names[:6])}{', …' if len(names) > 6 else ''}." for words, names in named]
    emit(records, form, notes=notes)
    if loaded is not None:
        show(loaded, form)


def _record(found: Fetched) -> dict[str, Any]:
    from keystone_states.fetch import End

    return {
        "kind": found.kind,
        "folder": str(found.folder),
        "wanted": found.wanted,
        "listed": found.listed,
        "unlisted": list(found.unlisted),
        "known_absent": list(found.known_absent),
        **{end.name.lower(): list(found.names(end)) for end in End if end is not End.FAILED},
        "failed": found.failed,
    }


def _loaded(found: Fetched, options: dict[str, Any]) -> LoadedEvents:
    from keystone_states.cli.load_events import load_files

    dataset = "gdelt" if found.kind == "events" else "gdelt_mentions"
    return load_files(found.files, dataset=dataset, options=options)
