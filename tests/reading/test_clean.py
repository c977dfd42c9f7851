"""Cleaning: what is article and what is furniture; every character of the text can be found in the original."""

from __future__ import annotations

import codecs
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keystone_states.errors import BadInputError
from keystone_states.reading.clean import clean, decode
from keystone_states.reading.records import Article, ParagraphKind

PROSE = (
    "The king of Rohan arrived in Minas Tirith on Monday for talks with the steward of Gondor about the river war.",
    "They signed a declaration on the defence of the fords, officials said, and agreed to meet again in the autumn.",
    "Mordor did not comment on the visit, which was the first by a king of Rohan to the city in almost three years.",
)
PLAIN = f"""HomeWorldRohan's king in Minas Tirith

Rohan's king in Minas Tirith

Written by: Merry Brandybuck

September 14, 2022

{PROSE[0]}

- Advertisement -spot_img

{PROSE[1]}

Subscribe to our newsletter for the best of our reporting every morning in your inbox.

{PROSE[2]}

Editorial Staff
Editorial Staffhttps://example.org
The Bree Examiner is one of the best newspapers of the Shire, we provide our readers with news from all around.

Most Popular

Hobbits win the autumn fair in Bywater again
"""
PAGE = f"""<!doctype html><html><head><title>Rohan's king in Minas Tirith</title>
<meta property="article:published_time" content="2022-09-14T10:00:00Z"><meta property="og:site_name" content="Bree">
</head><body><nav><ul><li>Home</li><li>World</li></ul></nav><article><h1>Rohan's king in Minas Tirith</h1>
<p>{PROSE[0].replace("Rohan", "Ro&shy;han", 1)}</p><script>var x = "<p>not an article</p>";</script>
<p>{PROSE[1].replace("and", "&amp;", 1)}</p><p>{PROSE[2]}</p></article>
<aside><h3>Most popular</h3><a href="/x">Hobbits win the autumn fair</a></aside><footer>© 2024 Bree</footer></html>"""


def words(article: Article, *kinds: ParagraphKind) -> list[str]:
    return [each.span.of(article.text) for each in article.paragraphs if not kinds or each.kind in kinds]


def points_back(article: Article, original: str) -> bool:
    """Whether each character of the text stands in the original at its offset (spaces and entities apart)."""
    return len(article.origin) == len(article.text) and all(
        original[at] == letter or letter in " \n" or original[at] == "&"
        for at, letter in zip(article.origin, article.text, strict=True)
    )


def test_scraped_text_loses_its_furniture() -> None:
    article = clean(PLAIN.encode(), name="scraped")
    assert words(article, ParagraphKind.LEAD, ParagraphKind.BODY) == list(PROSE)
    assert (article.title, article.byline) == ("Rohan's king in Minas Tirith", "Merry Brandybuck")
    assert article.published is not None
    assert (str(article.published.day), article.published.method) == ("2022-09-14", "a line that is a date")
    assert points_back(article, PLAIN)


def test_a_page_loses_its_furniture() -> None:
    article = clean(PAGE.encode(), name="page")
    assert words(article, ParagraphKind.TITLE) == ["Rohan's king in Minas Tirith"]
    assert words(article, ParagraphKind.LEAD, ParagraphKind.BODY) == [
        PROSE[0],
        PROSE[1].replace("and", "&", 1),
        PROSE[2],
    ]
    assert article.published is not None
    assert (str(article.published.day), article.published.confidence) == ("2022-09-14", "high")
    assert points_back(article, PAGE)


def test_a_date_is_never_guessed_from_a_copyright_line() -> None:
    article = clean(PAGE.replace("article:published_time", "og:other").encode(), name="page")
    assert article.published is None


def test_the_users_date_wins() -> None:
    article = clean(PLAIN.encode(), name="x", day=date(2022, 9, 20))
    assert article.published is not None
    assert (str(article.published.day), article.published.method) == ("2022-09-20", "given by the user")


def test_a_sentence_alone_is_an_article() -> None:
    assert words(clean(b"The king met the steward.\n", name="-")) == ["The king met the steward."]


@pytest.mark.parametrize(
    ("content", "charset", "text"),
    [
        ("Tübingen".encode(), None, "Tübingen"),
        ("Tübingen".encode("latin-1"), "latin-1", "Tübingen"),
        (codecs.BOM_UTF8 + b"Bree", None, "Bree"),
        (codecs.BOM_UTF16_LE + "Bree".encode("utf-16-le"), None, "Bree"),
        (b'<meta charset="windows-1251">' + "Астана".encode("cp1251"), None, '<meta charset="windows-1251">Астана'),
        (b"Bree", "no-such-charset", "Bree"),
    ],
)
def test_encodings_are_detected(content: bytes, charset: str | None, text: str) -> None:
    assert decode(content, charset=charset) == text


GERMAN = (
    "Der König von Rohan ist am Montag zu Gesprächen mit dem Truchsess von Gondor in Minas Tirith eingetroffen, "
    "wie ein Sprecher der weißen Stadt am Abend mitteilte, und er will drei Tage lang bleiben."
)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no prose found in 0 bytes"),
        (b"Home | News\n\nLogin\n", "no prose found"),
        (GERMAN.encode(), "looks like language 'de'; expected English"),
        ("Президент прибыл сегодня в столицу.".encode(), "looks like language 'ru'; expected English"),
        (b"\x00\xff\xfe\x00\x93" * 50, "are no text"),
    ],
)
def test_what_is_no_english_article_is_refused_in_a_line(content: bytes, said: str) -> None:
    with pytest.raises(BadInputError, match=said):
        clean(content, name="x")


HOSTILE = st.text(
    st.sampled_from("aB. !?\n\r\t<>/&;\"'“”’-—\u00ad\u200b\u200f\u202e😀é漢٣") | st.characters(codec="utf-8"),
    max_size=300,
)


@given(HOSTILE)
@settings(max_examples=200, deadline=None)
def test_every_character_points_back_whatever_comes(text: str) -> None:
    original = f"{PROSE[0]}\n{text}\n{PROSE[1]}"
    article = clean(original.encode(), name="x")
    assert all(each.span.of(article.text) for each in article.paragraphs)
    assert len(article.origin) == len(article.text)
    assert all(0 <= at < len(original) for at in article.origin)


@pytest.mark.parametrize(
    "content",
    [
        b"<script>" * 20_000,
        b"<" * 50_000,
        b"<!--" * 20_000,
        b"<p>" + b"word " * 40_000,
        b"&amp;" * 40_000,
        b"<html>" + b"<div>" * 10_000 + b"The king met the steward." + b"</div>" * 10,
    ],
)
def test_broken_pages_cost_one_pass(content: bytes) -> None:
    with pytest.raises(BadInputError, match="no prose"):
        clean(content, name="broken")


@pytest.mark.samples
def test_the_scraped_article_keeps_its_sixteen_paragraphs_and_nothing_of_the_site(samples: Path) -> None:
    path = next((samples / "articles").glob("*.txt"))
    article = clean(path.read_bytes(), name=path.name)
    assert (article.title, article.byline) == ("Kazakhstan’s Pivotal role in Central Asia", "William Hampton")
    assert article.published is None
    assert len(article.paragraphs) == 16
    for furniture in ("Editorial", "Advertis", "Euro Examiner", "Most Popular", "recent posts", "HomeEurope"):
        assert furniture not in article.text
    assert points_back(article, path.read_text(encoding="utf-8"))
