"""Whatever text comes in, every claim that comes out stands where it points, and nothing crashes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keystone_states.actors.registry import Registry
from keystone_states.errors import BadInputError
from keystone_states.reading.check import unfounded
from keystone_states.reading.clean import clean
from keystone_states.reading.pipeline import Reader, read_articles, read_prose
from keystone_states.reading.records import Reading

DAY = date(2022, 9, 20)
PIECES = (
    *("Xi Jinping visited Kazakhstan on Monday. ", "Russia and Türkiye agreed to build a $2 billion pipeline. "),
    *("“We need bridges,” President Tokayev said. ", "If NATO had met Serbia, China would have left. "),
    *("Kazakh\u00adstan ", "🇰🇿👨\u200d👩\u200d👧 ", "\u202eمرحبا Iran\u202c ", "习近平 met Putin ", "\ufeff", "\x00"),
    *("<p>", "</div>", "<!--", "<script>Putin met Xi.</script>", "&amp;", "&#x1F600;", '"', "“", "’s ", "\n\n", "\t"),
    *("former president of the ", "from 1994 to ", "27 member states ", "U.S. ", "31 February 2022 ", "$5-€6bn "),
    *("\u200b", "ß", "İstanbul ", "He studied at ", "(((", "—"),
)


@pytest.fixture(scope="module")
def reader(registry: Registry) -> Reader:
    return Reader.of(registry)


def checked(reading: Reading) -> Reading:
    assert list(unfounded(reading)) == []
    return reading


@settings(max_examples=60)
@given(text=st.lists(st.sampled_from(PIECES) | st.text(max_size=20), min_size=1, max_size=20).map("".join))
def test_every_span_of_prose_is_exact(reader: Reader, text: str) -> None:
    checked(read_prose(reader, text, day=DAY))


@settings(max_examples=60)
@given(text=st.lists(st.sampled_from(PIECES) | st.text(max_size=20), min_size=1, max_size=30).map("".join))
def test_every_span_of_a_page_is_exact(reader: Reader, text: str) -> None:
    content = f"<html><body><article><p>{text}</p></article></body></html>".encode(errors="replace")
    try:
        article = clean(content, name="page", day=DAY)
    except BadInputError:
        return
    (reading,) = read_articles(reader, [article])
    checked(reading)


def test_a_line_of_a_megabyte_is_read(reader: Reader) -> None:
    words = "Xi Jinping met Kassym-Jomart Tokayev in Astana and "
    text = words * (1_000_000 // len(words))
    reading = checked(read_prose(reader, text[:50_000] + "x" * 950_000, day=DAY))
    assert reading.sentences


def test_alone_or_among_others_a_text_gives_the_same(reader: Reader) -> None:
    texts = [f"{piece}Putin visited China in 2023 and met President Xi Jinping in Beijing." for piece in PIECES[:5]]
    articles = [clean(text.encode(), name=str(number), day=DAY) for number, text in enumerate(texts)]
    together = list(read_articles(reader, articles))
    assert together == [next(read_articles(reader, [each])) for each in articles]


def test_the_check_sees_a_claim_that_is_not_there(reader: Reader) -> None:
    reading = read_prose(reader, "Xi Jinping visited Kazakhstan.", day=DAY)
    (event,) = reading.events
    moved = replace(event, sources=(replace(event.sources[0], quote="Putin"),))
    assert any("Putin" in fault for fault in unfounded(replace(reading, events=(moved,))))
