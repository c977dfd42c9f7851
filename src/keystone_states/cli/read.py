"""`keystone read`: events, ties and quotes from news text."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from keystone_states.cli.options import Day, data_options, examples, output_format, world_of

if TYPE_CHECKING:
    from keystone_states.reading.open import Outcome, Source
    from keystone_states.reading.records import Event, Named, Reading, TieRead
    from keystone_states.world import World

COLUMNS = ("date", "event", "who", "whom", "words")
CSV_COLUMNS = (
    *("article", "published", "id", "type", "mode", "status", "plover", "source", "target", "role", "place", "date"),
    *("precision", "amount", "speaker", "trigger", "start", "end", "sentence", "reason", "confidence"),
)
SHOWN = 48  # characters of a sentence in a table
SHOWN_EVENTS = 200  # events of a table; all of them are in json, jsonl and csv


@click.command(
    epilog=examples(
        "keystone read article.html --date 2022-09-14",
        "keystone read https://example.org/news/visit --explain",
        "keystone read articles/ --jobs 2 --format jsonl -o events.jsonl",
        "keystone read articles/ --save",
        "keystone read - --format json",
        "keystone read article.txt --format html -o article-read.html",
        "keystone read --list-saved",
    )
)
@click.argument("where", metavar="PATH|URL|-", required=False)
@click.option("--date", "day", type=Day(), help="Day of publication, where the text does not say it or says it wrong.")
@click.option("--explain", is_flag=True, help="Say for each event which rule fired and how each name was resolved.")
@click.option(
    "--lexicon",
    "lexicons",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Your own names, persons and words, a YAML file; goes before the packaged ones. May be given again.",
)
@click.option(
    "--rules",
    "rules",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Your own rules of events, a YAML file; goes before the packaged ones. May be given again.",
)
@click.option("--save", is_flag=True, help="Save events and ties to the store, where layers and briefs see them.")
@click.option("--list-saved", is_flag=True, help="List the articles saved to the store.")
@click.option("--forget", metavar="SHA256", help="Remove a saved article from the store, by the start of its SHA-256.")
@click.option("-o", "--output", type=click.Path(path_type=Path), help="File to write (default: standard output).")
@click.option("--jobs", type=click.IntRange(min=1), default=1, show_default=True, help="Processes that read.")
@data_options
@output_format("table", "json", "jsonl", "csv", "html")
def read(where: str | None, **options: Any) -> None:
    """Read events, ties and quotes from a file, a folder, an address or standard input (-).

    HTML or plain text in English. A folder is read with all below it: *.html, *.htm, *.txt. Inputs that cannot be read
    are counted with the reason and stop nothing; a single one ends with exit code 4 (no article) or 6 (no file).
    Addresses are fetched only when named here.

    Python: pipeline.read_text(Reader.of(registry), text, day=day).
    """
    if options["list_saved"]:
        _list_saved(options)
    elif options["forget"]:
        _forget(options["forget"], options)
    elif where is None:
        raise click.UsageError("nothing to read; give a file, a folder, an address (https://…) or - for standard input")
    else:
        _read(where, options)


def _read(where: str, options: dict[str, Any]) -> None:
    world = world_of(options)
    outcomes = _outcomes(_sources(where), world, options)
    readings = [each.reading for each in outcomes if each.reading is not None]
    faults = [each for each in outcomes if each.fault is not None]
    if not readings:
        _raise(faults)
    _write(_rendered(readings, faults, world, options), options)
    if options["save"]:
        _save(readings, options)


def _sources(where: str) -> Sequence[Source]:
    from keystone_states.reading.open import Source, sources_in

    if where == "-":
        return (Source("standard input", content=sys.stdin.buffer.read()),)
    if "://" in where:
        from keystone_states.download import fetch

        found = fetch(where)
        return (Source(found.url, content=found.content, url=found.url, charset=found.charset),)
    return sources_in(Path(where))


def _outcomes(sources: Sequence[Source], world: World, options: dict[str, Any]) -> list[Outcome]:
    from keystone_states.cli.progress import steps
    from keystone_states.reading.open import ReaderChoices, read_sources

    choices = ReaderChoices(world, options["lexicons"], options["rules"])
    outcomes = []
    with steps("Reading", total=len(sources)) as step:
        for outcome in read_sources(sources, choices, day=options["day"], jobs=options["jobs"]):
            outcomes.append(outcome)
            step()
    return outcomes


def _raise(faults: Sequence[Outcome]) -> None:
    """What a run ends with in which nothing could be read."""
    from keystone_states.errors import BadInputError
    from keystone_states.reading.open import rejected

    if len(faults) == 1 and faults[0].fault is not None:
        raise faults[0].fault
    reasons = "; ".join(f"{reason}: {count:,}" for reason, count in rejected(faults).most_common())
    raise BadInputError(f"none of {len(faults):,} files could be read ({reasons}); expected articles in English")


def _write(text: Iterable[str], options: dict[str, Any]) -> None:
    """To the file named, else to standard output; a table is printed as it is made."""
    from keystone_states.cli.output import write_text

    output: Path | None = options["output"]
    if output is None:
        for piece in text:
            click.echo(piece, nl=False)
    else:
        write_text(output, click.unstyle("".join(text)))
        click.echo(f"Wrote {output}")


def _rendered(
    readings: Sequence[Reading], faults: Sequence[Outcome], world: World, options: dict[str, Any]
) -> Iterator[str]:
    form = options["form"]
    if form == "json":
        yield json.dumps(_document(readings, faults, options), ensure_ascii=False, indent=2) + "\n"
    elif form == "jsonl":
        yield from (json.dumps(each, ensure_ascii=False) + "\n" for each in _json_lines(readings, faults))
    elif form == "csv":
        from keystone_states.cli.output import csv_text

        yield csv_text([row for reading in readings for row in _csv_rows(reading)], CSV_COLUMNS)
    elif form == "html":
        from keystone_states.report.reading import as_html

        yield as_html(readings, world)
    else:
        yield from _table(readings, faults, world, options)


# JSON and CSV


def _document(readings: Sequence[Reading], faults: Sequence[Outcome], options: dict[str, Any]) -> dict[str, Any]:
    from keystone_states.reading.explain import rule_lines, why
    from keystone_states.reading.jsonform import reading_record

    articles = [reading_record(each) for each in readings]
    if options["explain"]:
        lines = rule_lines(options["rules"])
        for record, reading in zip(articles, readings, strict=True):
            for event, each in zip(record["events"], reading.events, strict=True):
                event["explain"] = list(why(each, lines))
    return {
        "read": len(readings) + len(faults),
        "accepted": len(readings),
        "rejected": [{"name": each.name, "reason": str(each.fault)} for each in faults],
        "articles": articles,
    }


def _json_lines(readings: Sequence[Reading], faults: Sequence[Outcome]) -> Iterator[dict[str, Any]]:
    """A line per article, then one per event, tie, quote and uncoded sentence of it; at the end one per fault."""
    from keystone_states.reading.jsonform import reading_record

    for reading in readings:
        record = reading_record(reading)
        article = record["article"]
        yield {"record": "article", **article}
        for name in ("events", "ties", "quotes", "uncoded"):
            for each in record[name]:
                yield {"record": name.rstrip("s"), "article": article["name"], "sha256": article["sha256"], **each}
    yield from ({"record": "rejected", "name": each.name, "reason": str(each.fault)} for each in faults)


def _csv_rows(reading: Reading) -> Iterator[dict[str, Any]]:
    published, text = reading.article.published, reading.article.text
    for event in reading.events:
        speaker = event.attribution.speaker
        yield {
            "article": reading.article.name,
            "published": str(published.day) if published else None,
            "id": event.id,
            "type": event.type,
            "mode": list(event.modes),
            "status": event.status.value,
            "plover": event.plover,
            "source": [each.actor or each.quote for each in event.sources],
            "target": [each.actor or each.quote for each in event.targets],
            "role": event.role,
            "place": event.place.quote if event.place else None,
            "date": str(event.when.value) if event.when else None,
            "precision": event.when.value.precision.value if event.when else None,
            "amount": [each.span.of(text) for each in event.amounts],
            "speaker": (speaker.actor or speaker.quote) if speaker else None,
            "trigger": event.trigger.of(text),
            "start": event.trigger.start,
            "end": event.trigger.end,
            "sentence": event.evidence[0].quote,
            "reason": event.reason,
            "confidence": event.confidence,
        }


# Table


def _table(
    readings: Sequence[Reading], faults: Sequence[Outcome], world: World, options: dict[str, Any]
) -> Iterator[str]:
    from keystone_states.cli.output import table_text

    rows = [_row(event) for reading in readings for event in reading.events]
    title = _head(readings[0]) if len(readings) == 1 else f"{len(readings):,} articles"
    yield table_text(rows[:SHOWN_EVENTS], COLUMNS, title, _event_notes(rows))
    if options["explain"]:
        yield from _explained(readings, options)
    ties = [_tie_row(tie, reading, world) for reading in readings for tie in reading.ties]
    if ties:
        yield table_text(ties[:SHOWN_EVENTS], ("tie", "of", "with", "value", "since", "until"), "Ties")
    yield from (f"{line}\n" for line in _remarks(readings, faults))


def _head(reading: Reading) -> str:
    article = reading.article
    day = f"{article.published.day} ({article.published.method})" if article.published else "date not known; see --date"
    return " · ".join(filter(None, (article.title or article.name, article.publisher, article.byline, day)))


def _row(event: Event) -> dict[str, Any]:
    sentence = event.evidence[0].quote
    status = "" if event.status.value == "reported" else f"({event.status.value})"
    return {
        "date": str(event.when.value) if event.when else None,
        "event": " ".join(filter(None, (event.type, *event.modes, event.role, status))),
        "who": _names(event.sources),
        "whom": _names(event.targets),
        "words": _short(sentence, event.trigger.start - event.evidence[0].span.start),
    }


def _names(names: Iterable[Named]) -> str:
    return ", ".join(dict.fromkeys(each.actor or each.quote for each in names)) or "–"


def _short(sentence: str, at: int) -> str:
    """The words around an offset of a sentence."""
    start = max(0, min(at - SHOWN // 3, len(sentence) - SHOWN))
    words = " ".join(sentence[start : start + SHOWN].split())
    return f"{'…' if start else ''}{words}{'…' if start + SHOWN < len(sentence) else ''}"


def _tie_row(tie: TieRead, reading: Reading, world: World) -> dict[str, Any]:
    figure = tie.amount.span.of(reading.article.text) if tie.amount else None
    values = (tie.value, None if figure and tie.value and figure in tie.value else figure)
    return {
        "tie": tie.kind,
        "of": world.person_name(tie.subject.person) if tie.subject.person else tie.subject.actor,
        "with": tie.object.actor if tie.object else None,
        "value": "; ".join(filter(None, values)) or None,
        "since": str(tie.since.value) if tie.since else None,
        "until": str(tie.until.value) if tie.until else None,
    }


def _event_notes(rows: Sequence[Any]) -> Iterator[str]:
    if not rows:
        yield "No event was found."
    if len(rows) > SHOWN_EVENTS:
        yield f"{len(rows) - SHOWN_EVENTS:,} more events; --format csv shows all."


def _explained(readings: Sequence[Reading], options: dict[str, Any]) -> Iterator[str]:
    from keystone_states.cli.output import wrapped
    from keystone_states.reading.explain import rule_lines, why

    lines = rule_lines(options["rules"])
    for reading in readings:
        for number, event in enumerate(reading.events, 1):
            first, *rest = why(event, lines)
            yield wrapped(f"{number}. {event.type} {event.status.value}: {event.trigger.of(reading.article.text)!r}")
            yield wrapped(first, indent="   ")
            yield from (wrapped(line, indent="     ") for line in rest)
    yield "\n"


def _remarks(readings: Sequence[Reading], faults: Sequence[Outcome]) -> Iterator[str]:
    from keystone_states.reading.open import rejected

    sentences = sum(len(each.sentences) for each in readings)
    causes = Counter(each.cause.split(":")[0] for reading in readings for each in reading.uncoded)
    quotes = sum(len(each.quotes) for each in readings)
    yield f"{sentences:,} sentences, {causes.total():,} without an event; {quotes:,} quotations."
    yield from (f"  {cause}: {count:,}" for cause, count in causes.most_common(8))
    if faults:
        yield f"{len(readings) + len(faults):,} inputs read: {len(readings):,} accepted, {len(faults):,} rejected."
        yield from (f"  rejected, {reason}: {count:,}" for reason, count in rejected(faults).most_common())


# The store


def _save(readings: Sequence[Reading], options: dict[str, Any]) -> None:
    from keystone_states.session import save_readings

    fresh = save_readings(readings, store=options.get("store"))
    before = len(readings) - fresh
    click.echo(f"Saved {fresh:,} articles; {before:,} were saved before and did not change.", err=True)


def _list_saved(options: dict[str, Any]) -> None:
    from keystone_states.cli.output import emit
    from keystone_states.session import saved_readings

    found = saved_readings(store=options.get("store"))
    records = [
        {
            "sha256": each.sha256[:16],
            "article": each.file,
            "events": each.accepted,
            "first": each.first_day,
            "last": each.last_day,
            "saved": each.loaded,
        }
        for each in found
    ]
    form = options["form"] if options["form"] in ("json", "csv") else "table"
    emit(records, form, columns=("sha256", "article", "events", "first", "last", "saved"))


def _forget(start: str, options: dict[str, Any]) -> None:
    from keystone_states.session import forget_reading

    gone = forget_reading(start, store=options.get("store"))
    click.echo(f"Removed {gone.file} ({gone.sha256[:16]}), {gone.accepted:,} events and ties.")
