"""Quotations with their speakers, and who says that an event happened."""

from __future__ import annotations

import hashlib
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keystone_states.actors.registry import Registry
from keystone_states.reading.pipeline import Reader, read_articles
from keystone_states.reading.records import Article, Paragraph, ParagraphKind, Reading, Span
from keystone_states.reading.speech import quoted
from keystone_states.world import World


@pytest.fixture(scope="module")
def reader(world: World) -> Reader:
    return Reader.of(Registry(world))


def read(reader: Reader, text: str) -> Reading:
    whole = Paragraph(Span(0, len(text)), ParagraphKind.BODY)
    article = Article("t", hashlib.sha256(text.encode()).hexdigest(), text, (whole,))
    (found,) = read_articles(reader, [article])
    return found


@pytest.mark.parametrize(
    ("text", "words", "actor"),
    [
        ("“We will plant a thousand trees,” the president of Palau said.", "We will plant a thousand trees,", "PLW"),
        ('"The lake is clean," said the Maltese minister.', "The lake is clean,", "MLT"),
        ("The king of Tonga called the gift “a very fine canoe”.", "a very fine canoe", "TON"),
        ("“The bridge is ready to be opened,” a painter said.", "The bridge is ready to be opened,", None),
    ],
)
def test_a_quotation_has_its_speaker(reader: Reader, text: str, words: str, actor: str | None) -> None:
    (quote,) = read(reader, text).quotes
    assert quote.words == words == quote.span.of(text)
    assert (quote.speaker.actor if quote.speaker else None) == actor


def test_a_word_in_marks_is_no_quotation(reader: Reader) -> None:
    assert read(reader, "Palau has a “green” policy on boats.").quotes == ()


@pytest.mark.parametrize(
    ("text", "kind", "speaker"),
    [
        ("Palau praised Tonga.", "paper", None),
        ("The Maltese minister said that Palau had praised Tonga.", "named", "MLT"),
        ("Some analysts say that Palau praised Tonga.", "unnamed", None),
        ("According to Malta, Palau praised Tonga.", "named", "MLT"),
    ],
)
def test_who_says_so(reader: Reader, text: str, kind: str, speaker: str | None) -> None:
    (event,) = read(reader, text).events
    told = event.attribution
    assert (told.kind.value, told.speaker.actor if told.speaker else None) == (kind, speaker)


@given(st.text(alphabet='ab ,.“”‘’"\n', max_size=60))
def test_quoted_spans_lie_inside_their_paragraph_and_never_overlap(text: str) -> None:
    paragraph = Span(0, len(text))
    spans = list(quoted(text, [paragraph]))
    assert all(span in paragraph and span.start < span.end for span in spans)
    assert all(one.end <= two.start for one, two in pairwise(spans))
