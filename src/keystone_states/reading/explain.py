"""Why an event was coded so: the line of the dictionary that fired, and how each name was resolved."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from importlib.resources import files
from pathlib import Path

from keystone_states.reading.records import Event

_ID = re.compile(r"\bid:\s*[\"']?([\w-]+)")


def rule_lines(paths: Sequence[Path] = ()) -> dict[str, tuple[str, str]]:
    """Place (file:line) and text of every rule of events by its id; rules of the user's files take precedence."""
    packaged = files("keystone_states.reading").joinpath("dictionaries/events.yaml").read_text(encoding="utf-8")
    found = dict(_lines("events.yaml", packaged))
    for path in paths:
        found.update(_lines(path.name, path.read_text(encoding="utf-8")))
    return found


def _lines(name: str, text: str) -> Iterator[tuple[str, tuple[str, str]]]:
    for number, line in enumerate(text.splitlines(), 1):
        match = _ID.search(line)
        if match and not line.lstrip().startswith("#"):
            yield match[1], (f"{name}:{number}", line.strip().removeprefix("- "))


def why(event: Event, rules: Mapping[str, tuple[str, str]]) -> Iterator[str]:
    """Lines that explain an event: its rule, then each name, place, date and speaker."""
    rule, _, words = event.reason.partition(": ")
    place, line = rules.get(rule, ("", ""))
    yield f"rule {rule} ({place}) fired on: {words}"
    if line:
        yield line
    for side, names in (("source", event.sources), ("target", event.targets)):
        yield from (f"{side} {name.quote!r} = {name.actor or 'no actor'}: {name.reason}" for name in names)
    if event.place is not None:
        yield f"place {event.place.quote!r} = {event.place.actor}: {event.place.reason}"
    if event.when is not None:
        yield f"date {event.when.value}: {event.when.method}"
    speaker = event.attribution.speaker
    yield f"said by: {f'{speaker.quote!r} = {speaker.actor}' if speaker else event.attribution.kind.value}"
