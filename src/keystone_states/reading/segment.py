"""Sentences and tokens with offsets into the cleaned text, in the manner of the Universal Dependencies treebanks.

Clitics are words of their own (do|n't, Kazakhstan|'s, can|not), and so are the parts and the hyphen of a compound
(land|-|bridge) unless the first part is a prefix (anti-pandemic); currency signs and marks stand alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import sentencex

from keystone_states.reading.records import Article, Sentence, Span, Token

LONGEST = 4_000  # characters that are cut into sentences at once; a longer line is cut at a space first
_PREFIXES = "anti|pro|re|non|co|pre|post|multi|ex|semi|mid|e|inter|intra|sub|un|vice|bi|tri|trans|ultra|counter"
_WORD = re.compile(
    rf"""
      https?://[^\s<>"“”]+ | www\.[^\s<>"“”]+ | [\w.+-]+@[\w-]+\.[\w.-]+      # addresses
    | (?:[A-Za-z]\.){{2,}}                                                    # U.S., a.m.
    | (?:Mr|Mrs|Ms|Dr|Prof|Gen|Gov|Sen|Rep|St|Lt|Col|Maj|Capt|Sgt|Jr|Sr|Inc|Ltd|Corp|Co|vs|No)\.(?=\s|$)
    | (?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\.(?=\s)
    | \d+(?:[.,:/]\d+)*(?:st|nd|rd|th|s)?(?!\w|[.,:/]\d)                          # 10,000 1.4 9/11 1990s
    | \d+(?:[.,]\d+)*(?=[A-Za-z])                                             # 1.4bn -> 1.4 bn
    | [^\W\d_]+(?=n['’]t\b)                                                   # do before n't
    | n['’]t\b
    | ['’](?:s|re|ve|ll|d|m|S|RE|VE|LL|D|M)\b                                 # clitics
    | (?-i:(?!UN-))(?:(?:{_PREFIXES})-)[^\W_]+                               # a prefix and its word; not UN-led
    | (?:O|D|L|d|l|Qa|Sha|Shi|Ba|Sana|Nur|Xi)['’][^\W\d_]+                    # O'Brien, d'Estaing, Xi'an
    | [^\W_]+(?:\.[^\W\d_]+)*(?:_[^\W_]+)*                                    # words
    | \.{{2,}} | [!?]{{2,}} | -{{2,}} | [—–-] | \w | [^\w\s]
    """,
    re.VERBOSE | re.IGNORECASE,
)


def sentences(article: Article) -> tuple[Sentence, ...]:
    """Every sentence of the article, in order; none crosses a paragraph."""
    return tuple(
        Sentence(span, tuple(tokens(article.text, span)), number)
        for number, paragraph in enumerate(article.paragraphs)
        for span in _sentence_spans(article.text, paragraph.span)
    )


def tokens(text: str, span: Span) -> Iterator[Token]:
    """The words and marks of a span. Every character that is not white space belongs to exactly one token."""
    for match in _WORD.finditer(text, span.start, span.end):
        yield from _split(text, match)


def _split(text: str, match: re.Match[str]) -> Iterator[Token]:
    """The match as one token, or as two where a word runs into "not" (cannot)."""
    start, end = match.span()
    if match.group().lower() == "cannot":
        yield _token(text, start, start + 3)
        start += 3
    yield _token(text, start, end)


def _token(text: str, start: int, end: int) -> Token:
    return Token(Span(start, end), text[start:end])


def _sentence_spans(text: str, paragraph: Span) -> Iterator[Span]:
    for chunk in _chunks(text, paragraph):
        at = chunk.start
        for piece in sentencex.segment("en", chunk.of(text)):
            start = text.find(piece, at, chunk.end)
            if start < 0:  # the segmenter changed a character: the rest of the chunk is one sentence
                yield from _trimmed(text, Span(at, chunk.end))
                break
            at = start + len(piece)
            yield from _trimmed(text, Span(start, at))


def _chunks(text: str, paragraph: Span) -> Iterator[Span]:
    start = paragraph.start
    while paragraph.end - start > LONGEST:
        cut = text.rfind(" ", start + LONGEST // 2, start + LONGEST)
        end = cut if cut > 0 else start + LONGEST
        yield Span(start, end)
        start = end
    yield Span(start, paragraph.end)


def _trimmed(text: str, span: Span) -> Iterator[Span]:
    """The span without white space at its ends; nothing when that is all it holds."""
    words = span.of(text)
    start = span.start + len(words) - len(words.lstrip())
    end = span.end - (len(words) - len(words.rstrip()))
    if start < end:
        yield Span(start, end)
