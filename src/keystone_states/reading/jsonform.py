"""A reading as plain data: one record per event, tie and quote, each claim with its words and where they stand.

Spans are pairs of offsets into the article's cleaned text, `text[start:end] == quote`; the text goes with the article.
"""

from __future__ import annotations

from typing import Any

from keystone_states.reading.records import (
    Amount,
    Article,
    Attribution,
    Event,
    Evidence,
    Named,
    Quote,
    Reading,
    Span,
    TieRead,
    Uncoded,
    When,
)

Record = dict[str, Any]


def reading_record(reading: Reading) -> Record:
    """All that was read in one article."""
    text = reading.article.text
    return {
        "article": article_record(reading.article),
        "events": [event_record(each, text) for each in reading.events],
        "ties": [tie_record(each, text) for each in reading.ties],
        "quotes": [quote_record(each, text) for each in reading.quotes],
        "uncoded": [uncoded_record(each, text) for each in reading.uncoded],
    }


def article_record(article: Article) -> Record:
    """What is known of the article; its date says how it was found, and is null where it is not known."""
    published = article.published
    return {
        "name": article.name,
        "sha256": article.sha256,
        "title": article.title,
        "byline": article.byline,
        "publisher": article.publisher,
        "published": published
        and {"date": str(published.day), "method": published.method, "confidence": published.confidence},
        "url": article.url,
        "language": article.language,
        "text": article.text,
    }


def event_record(event: Event, text: str) -> Record:
    """One event."""
    return {
        "id": event.id,
        "type": event.type,
        "mode": list(event.modes),
        "role": event.role,
        "process": event.process,
        "status": event.status.value,
        "plover": {"type": event.plover or None, "mode": list(event.modes) if event.plover == event.type else []},
        "contexts": list(event.contexts),
        "source": [named_record(each) for each in event.sources],
        "target": [named_record(each) for each in event.targets],
        "place": event.place and named_record(event.place),
        "date": _when(event.when, text),
        "object": [_amount(each, text) for each in event.amounts],
        "attribution": _attribution(event.attribution, text),
        "trigger": _words(event.trigger, text),
        "evidence": [_evidence(each) for each in event.evidence],
        "magnitude": event.magnitude and _amount(event.magnitude, text),
        "reason": event.reason,
        "confidence": event.confidence,
    }


def tie_record(tie: TieRead, text: str) -> Record:
    """One tie."""
    return {
        "kind": tie.kind,
        "subject": named_record(tie.subject),
        "object": tie.object and named_record(tie.object),
        "value": tie.value,
        "amount": tie.amount and _amount(tie.amount, text),
        "since": _when(tie.since, text),
        "until": _when(tie.until, text),
        "attribution": _attribution(tie.attribution, text),
        "words": _words(tie.span, text),
        "evidence": [_evidence(each) for each in tie.evidence],
        "reason": tie.reason,
    }


def quote_record(quote: Quote, text: str) -> Record:
    """Words and whose they are."""
    return {
        "words": _words(quote.span, text),
        "direct": quote.direct,
        "speaker": quote.speaker and named_record(quote.speaker),
        "verb": quote.verb and _words(quote.verb, text),
        "evidence": [_evidence(each) for each in quote.evidence],
        "reason": quote.reason,
    }


def uncoded_record(uncoded: Uncoded, text: str) -> Record:
    """A sentence that gave no event, and why."""
    return {"cause": uncoded.cause, "sentence": _words(uncoded.span, text)}


def named_record(name: Named) -> Record:
    """A name and whom it means."""
    return {
        "actor": name.actor,
        "name": name.quote,
        "person": name.person,
        "sector": name.sector or None,
        "start": name.span.start,
        "end": name.span.end,
        "candidates": list(name.candidates),
        "reason": name.reason,
    }


def _words(span: Span, text: str) -> Record:
    return {"start": span.start, "end": span.end, "quote": span.of(text)}


def _when(when: When | None, text: str) -> Record | None:
    if when is None:
        return None
    return {
        "value": str(when.value),
        "precision": when.value.precision.value,
        "until": str(when.until) if when.until else None,
        "method": when.method,
        "words": _words(when.span, text) if when.span else None,
    }


def _amount(amount: Amount, text: str) -> Record:
    return {"kind": amount.kind, "value": amount.value, "unit": amount.unit, **_words(amount.span, text)}


def _attribution(attribution: Attribution, text: str) -> Record:
    return {
        "kind": attribution.kind.value,
        "speaker": attribution.speaker and named_record(attribution.speaker),
        "words": _words(attribution.span, text) if attribution.span else None,
    }


def _evidence(evidence: Evidence) -> Record:
    return {
        "document": evidence.document,
        "start": evidence.span.start,
        "end": evidence.span.end,
        "quote": evidence.quote,
    }
