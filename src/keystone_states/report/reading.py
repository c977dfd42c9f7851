"""Readings as one self-contained HTML page: the text with what was read in it; no script, no network, all escaped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from keystone_states import ontology
from keystone_states.reading.explain import rule_lines, why
from keystone_states.reading.records import Event, Named, Quote, Reading, Span, TieRead
from keystone_states.world import World

STATUSES = ("reported", "planned", "hypothetical", "denied", "historical")


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of text that belongs to a record: its anchor, classes, and what a pointer over it shows."""

    span: Span
    anchor: str
    classes: str
    words: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a paragraph under one set of marks; `anchor` leads to the record of the shortest one."""

    text: str
    classes: str = ""
    anchor: str = ""
    words: str = ""
    cause: str = ""


@dataclass(frozen=True, slots=True)
class Entry:
    """A record in words: its anchor, kind (for colour), status, headline, facts and reasons."""

    anchor: str
    kind: str
    status: str
    head: str
    facts: tuple[tuple[str, str], ...] = ()
    quote: str = ""
    reasons: tuple[str, ...] = field(default=())


def as_html(readings: Sequence[Reading], world: World) -> str:
    """The page of some readings."""
    environment = Environment(
        loader=PackageLoader("keystone_states.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    lines = rule_lines()
    articles = [_article(f"a{number}", each, world, lines) for number, each in enumerate(readings, 1)]
    plover = ontology.plover()
    legend = [(plover.quads[quad], f"q{quad}") for quad in sorted(plover.quads)]
    return environment.get_template("reading.html").render(articles=articles, legend=legend, statuses=STATUSES)


def _article(name: str, reading: Reading, world: World, lines: dict[str, tuple[str, str]]) -> dict[str, Any]:
    article = reading.article
    events = [_event(f"{name}e{n}", each, reading, world, lines) for n, each in enumerate(reading.events, 1)]
    ties = [_tie(f"{name}t{n}", each, reading, world) for n, each in enumerate(reading.ties, 1)]
    quotes = [_quote(f"{name}q{n}", each) for n, each in enumerate(reading.quotes, 1)]
    marks = list(_marks(name, reading))
    return {
        "article": article,
        "url": article.url if (article.url or "").startswith(("http://", "https://")) else None,
        "paragraphs": [(each.kind.value, list(_pieces(reading, each.span, marks))) for each in article.paragraphs],
        "events": events,
        "ties": ties,
        "quotes": quotes,
        "uncoded": len(reading.uncoded),
        "sentences": len(reading.sentences),
    }


# Records in words


def _event(anchor: str, event: Event, reading: Reading, world: World, lines: dict[str, tuple[str, str]]) -> Entry:
    text = reading.article.text
    speaker = event.attribution.speaker
    facts = (
        ("mode", ", ".join(event.modes)),
        ("role", event.role or ""),
        ("date", f"{event.when.value} ({event.when.method})" if event.when else ""),
        ("place", event.place.quote if event.place else ""),
        ("amount", ", ".join(each.span.of(text) for each in event.amounts)),
        ("said by", speaker.quote if speaker else event.attribution.kind.value),
        ("pure PLOVER", event.plover or "nothing took place"),
    )
    return Entry(
        anchor,
        _quad(event.type),
        event.status.value,
        f"{event.type}: {_who(event.sources, world)} → {_who(event.targets, world)}",
        tuple((name, value) for name, value in facts if value),
        event.evidence[0].quote,
        tuple(why(event, lines)),
    )


def _quad(kind: str) -> str:
    return f"q{ontology.plover().types[kind].quad}"


def _who(names: Iterable[Named], world: World) -> str:
    return ", ".join(dict.fromkeys(_name(each, world) for each in names)) or "–"


def _name(name: Named, world: World) -> str:
    if name.person:
        return f"{world.person_name(name.person)} ({name.actor})"
    return world.name(name.actor) if name.actor else name.quote


def _tie(anchor: str, tie: TieRead, reading: Reading, world: World) -> Entry:
    facts = (
        ("value", tie.value or ""),
        ("amount", tie.amount.span.of(reading.article.text) if tie.amount else ""),
        ("since", str(tie.since.value) if tie.since else ""),
        ("until", str(tie.until.value) if tie.until else ""),
    )
    other = f" – {_name(tie.object, world)}" if tie.object else ""
    return Entry(
        anchor,
        "tie",
        "",
        f"{tie.kind}: {_name(tie.subject, world)}{other}",
        tuple((name, value) for name, value in facts if value),
        tie.evidence[0].quote,
        (tie.reason, f"{tie.subject.quote!r}: {tie.subject.reason}"),
    )


def _quote(anchor: str, quote: Quote) -> Entry:
    return Entry(anchor, "said", "", quote.speaker.quote if quote.speaker else "nobody named", (), quote.words)


# Marks in the text


def _marks(name: str, reading: Reading) -> Iterator[Mark]:
    for number, event in enumerate(reading.events, 1):
        words = f"{event.type}, {event.status.value}"
        yield Mark(event.trigger, f"{name}e{number}", f"event {_quad(event.type)} {event.status.value}", words)
        for side, names in (("source", event.sources), ("target", event.targets)):
            yield from (
                Mark(each.span, f"{name}e{number}", "actor", f"{side} of {words}: {each.actor}") for each in names
            )
    for number, tie in enumerate(reading.ties, 1):
        yield Mark(tie.span, f"{name}t{number}", "tie", f"tie: {tie.kind}")
    for number, quote in enumerate(reading.quotes, 1):
        speaker = quote.speaker.quote if quote.speaker else "nobody named"
        yield Mark(quote.span, f"{name}q{number}", "said", f"words of {speaker}")


def _pieces(reading: Reading, paragraph: Span, marks: Sequence[Mark]) -> Iterator[Piece]:
    """The paragraph cut wherever a mark or an uncoded sentence begins or ends."""
    uncoded = [each for each in reading.uncoded if each.span in paragraph]
    own = [each for each in marks if each.span in paragraph]
    spans = [paragraph, *(each.span for each in own), *(each.span for each in uncoded)]
    cuts = sorted({offset for span in spans for offset in (span.start, span.end)})
    for start, end in pairwise(cuts):
        here = Span(start, end)
        over = sorted((each for each in own if here in each.span), key=lambda each: each.span.end - each.span.start)
        cause = next((each.cause for each in uncoded if here in each.span), "")
        yield Piece(
            here.of(reading.article.text),
            " ".join(dict.fromkeys(each.classes for each in over)),
            over[0].anchor if over else "",
            "; ".join(dict.fromkeys(each.words for each in over)),
            cause,
        )
