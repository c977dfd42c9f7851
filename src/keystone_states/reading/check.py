"""The span check that every coder must pass: each claim's words stand in the text where the claim points.

Ours and any other that is put in its place: a reading with an unfounded claim is a fault of the coder.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from keystone_states.reading.jsonform import reading_record
from keystone_states.reading.records import Reading


def unfounded(reading: Reading) -> Iterator[str]:
    """Every claim whose words are not those at its offsets, in words; nothing for a sound reading."""
    text = reading.article.text
    record = reading_record(reading)
    for section in ("events", "ties", "quotes", "uncoded"):
        for number, each in enumerate(record[section]):
            yield from _faults(each, f"{section}[{number}]", text)
    for event in reading.events:
        if not event.evidence or not event.reason or not (event.sources or event.targets):
            yield f"event {event.id}: without evidence, reason or actor"
    for sentence in reading.sentences:
        for token in sentence.tokens:
            if token.span not in sentence.span or token.span.of(text) != token.text:
                yield f"token {token.text!r} at {token.span.start}"


def _faults(record: Any, where: str, text: str) -> Iterator[str]:
    """Faults of a record and of what it holds."""
    if isinstance(record, list):
        for number, each in enumerate(record):
            yield from _faults(each, f"{where}[{number}]", text)
    elif isinstance(record, dict):
        if "start" in record and "end" in record:
            start, end, words = record["start"], record["end"], record.get("quote", record.get("name"))
            if words is not None and (text[start:end] != words or not start < end):
                yield f"{where}: {words!r} is not at {start} to {end}"
            if words is None and not 0 <= start < end <= len(text):
                yield f"{where}: {start} to {end} lies outside the text"
        for key, each in record.items():
            yield from _faults(each, f"{where}.{key}", text)
