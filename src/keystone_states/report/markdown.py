"""The brief as Markdown: the same content as the HTML, without figures."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from keystone_states.doors import Door
from keystone_states.report import words
from keystone_states.report.brief import (
    CARGO_WORDS,
    Brief,
    Course,
    Row,
    barred_words,
    course_words,
    missions_lists,
    missions_words,
    mover_words,
    null_words,
    size_cell,
    today_words,
    untouched_words,
)
from keystone_states.report.cite import bibtex, citations
from keystone_states.report.evidence import Line
from keystone_states.report.news import News


def as_markdown(brief: Brief) -> str:
    """The brief as Markdown text."""
    return "\n".join(_blocks(brief)) + "\n"


def safe(text: str) -> str:
    """Text that Markdown shows as it is: markup characters escaped, line breaks folded."""
    return re.sub(r"([\\`*_{}\[\]<>#|!])", r"\\\1", " ".join(text.split()))


def _blocks(brief: Brief) -> Iterator[str]:
    yield f"# {safe(brief.name)}: a keystone brief\n"
    yield f"{safe(brief.sentence)}\n"
    yield f"Window: {words.window(brief.study.window)}. Poles: {', '.join(brief.study.recipe.poles)}.\n"
    if brief.covered:
        yield "## How pivotal, by channel\n"
        yield from _profile(brief.rows)
        if null_words(brief):
            yield f"{null_words(brief)}\n"
        yield from _parts(brief)
        yield from _courses(brief)
    yield from _missions(brief)
    yield "## Through its territory\n"
    if not brief.doors.found:
        yield f"{safe(untouched_words(brief))}\n"
    for door in brief.doors.found:
        yield from _door(brief, door)
    if brief.news:
        yield from _news(brief.news)
    yield "## What is not covered\n"
    yield from (f"- {channels}: {safe(reason)}" for channels, reason in brief.gaps.items())
    if brief.shown:
        yield "\n## On what evidence\n"
        yield from _evidence(brief.shown.values())
    yield from _method(brief)


def _profile(rows: Iterable[Row]) -> Iterator[str]:
    yield "| channel | measure | value | unit | 90 % interval | rank | size-adjusted rank | n |"
    yield "|---|---|---:|---|---|---|---|---:|"
    for row in rows:
        score = row.score
        cells = (
            score.channel,
            f"{row.measure.name} ({row.measure.code})",
            words.value_cell(score),
            score.unit,
            words.interval(score.interval),
            words.rank(score.rank, score.of),
            size_cell(score),
            str(score.n),
        )
        yield f"| {' | '.join(cells)} |"
    yield ""


def _parts(brief: Brief) -> Iterator[str]:
    yield "## Between whom\n"
    for pair, share in brief.blocs.items():
        first, second = (safe(brief.study.world.name(pole)) for pole in pair)
        yield f"- between the sides of {first} and {second}: {share:.0%} of bridging in diplomacy"
    yield ""
    for row in brief.covered:
        if row.score.parts:
            yield f"**{row.score.channel}, {row.measure.name}**: {row.measure.question}\n"
            yield from (
                f"- {safe(part.label)}: {part.value:.3f} ({safe(part.detail)})" for part in row.score.parts[:12]
            )
            yield ""


def _missions(brief: Brief) -> Iterator[str]:
    yield "## Embassies on file\n"
    yield f"{safe(missions_words(brief))}\n"
    for title, rows in missions_lists(brief).items():
        yield f"- {title}: {safe('; '.join(said for said, _ in rows))}"
    yield ""


def _door(brief: Brief, door: Door) -> Iterator[str]:
    name, places = brief.study.world.name, door.corridors.places
    yield f"**{CARGO_WORDS[door.cargo]}**: {safe(today_words(brief, door))} {safe(barred_words(brief, door))}\n"
    for way in door.ways:
        yield (
            f"- {safe(way.origin)} – {safe(way.destination)}: {words.amount(way.route.km.best)} km, "
            f"{len(way.route.borders)} borders, {way.route.gauge_breaks} gauge breaks, by "
            f"{', '.join(owner for owner, _ in way.route.owners)}"
        )
    for each in door.refusals if door.today.value > 0 else ():
        yield (
            f"- without {safe(name(each.neighbour))}: {words.amount(each.worth.value)} {door.unit} "
            f"({words.change(each.change)})"
        )
    for row in door.lines:
        ends = " – ".join(safe(places[each].name) for each in (row.pipeline.from_place, row.pipeline.to_place))
        capacity = f"{row.capacity} {door.volume_unit}" if row.capacity else "capacity not read"
        yield f"- {safe(row.pipeline.line)}, {ends}: {capacity}, {row.status}"
    yield ""


def _courses(brief: Brief) -> Iterator[str]:
    yield "## Since when\n"
    for course in brief.courses:
        yield f"**{course.layer.channel}, {course.measure.name}** ({course.measure.unit})\n"
        yield from (_point(course, number) for number in range(len(course.points)))
        yield ""
        caution = course_words(course)
        yield from (f"{caution}\n",) if caution else ()
        yield from (
            f"- {mover.year}: {safe(mover_words(brief, mover))} ({mover.change:+.3f})" for mover in course.movers
        )
        yield ""


def _point(course: Course, number: int) -> str:
    score = course.points[number]
    return f"- {score.window.as_of.year}: {words.value_cell(score)} ({words.interval(score.interval)})"


def _news(news: News) -> Iterator[str]:
    yield "## What the news adds\n"
    yield f"{safe(news.caption)}\n"
    yield f"| partner | recorded meetings | consultations | by rule {news.other_rule} | rows |"
    yield "|---|---:|---:|---:|---:|"
    yield from (
        f"| {safe(each.name)} | {each.recorded} | {each.events} | {each.other} | {each.rows} |"
        for each in news.partners
    )
    yield f"\n{safe(news.said)}\n"


def _evidence(found: Iterable[Line]) -> Iterator[str]:
    for each in found:
        disputed = " **disputed**" if each.disputed else ""
        note = f" {safe(each.note)}" if each.note else ""
        address = f" <{each.source_url}>" if each.source_url else ""
        yield f"- `{each.id}` {safe(each.text)}{disputed}{note}{address}"


def _method(brief: Brief) -> Iterator[str]:
    manifest = brief.study.manifest()
    yield "\n## How it was computed\n"
    facts = f"facts read up to {manifest['facts_read_up_to']} (SHA-256 `{manifest['facts_sha256']}`)"
    yield f"Keystone {manifest['keystone_states']}, {facts}.\n"
    yield from (
        f"- {row.measure.name} ({row.measure.code}), {row.score.layer}: {safe(row.measure.formula)}"
        for row in brief.rows
    )
    yield "\n```toml"
    yield from recipe_lines(brief)
    yield "```\n"
    yield from (f"- {safe(each.text)}" for each in citations())
    yield "\n```bibtex"
    yield "\n\n".join(bibtex(each) for each in citations())
    yield "```"


def recipe_lines(brief: Brief) -> Iterator[str]:
    """The recipe as TOML, the window spelled out, so that it can be run again."""
    recipe = brief.study.recipe.model_dump(mode="json")
    recipe |= {"as_of": str(brief.study.window.as_of), "since": str(brief.study.window.start)}
    for key, value in recipe.items():
        if isinstance(value, dict):
            yield f"{key} = {{ {', '.join(f'{name} = {each}' for name, each in value.items())} }}"
        elif isinstance(value, list):
            yield f"{key} = [{', '.join(_toml(each) for each in value)}]"
        elif key in ("as_of", "since"):
            yield f"{key} = {value}"
        else:
            yield f"{key} = {_toml(value)}"


def _toml(value: object) -> str:
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' if isinstance(value, str) else str(value)
