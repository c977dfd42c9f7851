"""Bytes of a page or a scraped text → the article: title, byline, publisher, date, paragraphs; furniture left out.

Furniture is what a site puts around an article: menus, advertising, lists of other headlines, newsletter and author
boxes. In HTML the tags help (trafilatura); in scraped plain text each block is judged by its words, and whatever
follows the first author box, list of headlines or call to subscribe near the end is left out. A date is taken from
metadata or from a line that is a date; it is never guessed.
"""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from charset_normalizer import from_bytes

from keystone_states.errors import BadInputError
from keystone_states.model.dates import PartialDate
from keystone_states.reading.absolute import absolute_dates
from keystone_states.reading.records import Article, Paragraph, ParagraphKind, Published, Span

SAMPLE = 20_000  # characters looked at to tell HTML and language
_INVISIBLE = re.compile("[\u00ad\u200b-\u200d\u2060\ufeff]")
_TAG_NAME = re.compile(r"</?([A-Za-z][A-Za-z0-9]*)")
_RAW = {name: re.compile(rf"</{name}\b", re.IGNORECASE) for name in ("script", "style", "noscript", "template")}
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_IS_HTML = re.compile(r"<(?:!doctype|html|head|body|article|div|p|h1)\b[^>]*>", re.IGNORECASE)
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?([A-Za-z0-9_-]{2,20})", re.IGNORECASE)
_BYLINE = re.compile(r"^(?:written\s+by|by|author)\s*[:\s]\s*(?P<name>[^\d:]{3,60})$", re.IGNORECASE)
_AD = re.compile(r"^\W*(?:advertis\w*|sponsored(?: content)?|spot_img)\W*|spot_img|^\W*ad\W*$", re.IGNORECASE)
_ENDING = re.compile(
    r"^\W*(?:most (?:popular|read|viewed)|recent posts|latest (?:news|posts|stories)"
    r"|related(?: \w+)?(?: articles| posts| stories| news)?|you may also like|more from|more stories|trending"
    r"|read (?:also|more|next)|leave a (?:reply|comment)|comments?(?: \(\d+\))?|share this.*|follow us.*"
    r"|about the author|editorial staff|newsletter.*|subscribe.*|sign up.*|tags?\b.*|all rights reserved.*|©.*"
    r"|copyright.*|terms of use.*|privacy policy.*|cookie.*|back to top|(?:previous|next) article|print this.*)\W*$",
    re.IGNORECASE,
)
_OF_THE_SITE = re.compile(
    r"\b(?:our readers|our newsletter|subscribe|sign up|cookies?|all rights reserved|click here|follow us|"
    r"advertis\w+|our (?:website|site|app)|support our journalism|log in|sign in)\b",
    re.IGNORECASE,
)
_DATE_LINE = re.compile(r"^(?:published|posted|updated|last updated|date)?\s*(?:on|at)?\s*:?\s*", re.IGNORECASE)
_META = re.compile(r"<meta\b[^>]*>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"([a-zA-Z:_-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_TIME = re.compile(r"<time\b[^>]*\bdatetime\s*=\s*[\"']([^\"']+)[\"']", re.IGNORECASE)
_DATE_KEYS = (
    "article:published_time",
    "datepublished",
    "date",
    "pubdate",
    "dc.date",
    "publishdate",
    "og:published_time",
)


def clean(
    content: bytes, *, name: str, url: str | None = None, charset: str | None = None, day: date | None = None
) -> Article:
    """The article in some bytes.

    `charset`: what the server declared. `day`: the day of publication, when the user knows it; it wins over what is
    found. Raises `BadInputError` when the bytes are no text, hold no prose, or are not English.
    """
    original = decode(content, charset=charset, name=name)
    article = _from_html(original, name) if _IS_HTML.search(original[:SAMPLE]) else _from_plain(original, name)
    if all(each.kind is ParagraphKind.TITLE for each in article.paragraphs):
        raise BadInputError(f"{name}: no prose found in {len(content):,} bytes; expected an article in English")
    published = Published(PartialDate(day.year, day.month, day.day), "given by the user", "high") if day else None
    return replace(
        article,
        sha256=hashlib.sha256(content).hexdigest(),
        url=url,
        language=_english(article),
        published=published or article.published,
    )


def decode(content: bytes, *, charset: str | None = None, name: str = "input") -> str:
    """Text of some bytes: by byte-order mark, declared charset, UTF-8, the page's own word for it, then detection."""
    in_page = _CHARSET.search(content[:4096])
    marked = next((codec for mark, codec in _MARKS if content.startswith(mark)), None)
    for codec in (marked, charset, "utf-8", in_page.group(1).decode("ascii") if in_page else None):
        if codec:
            try:
                return content.decode(codec)
            except (UnicodeDecodeError, LookupError):
                continue
    best = from_bytes(content[:200_000]).best()
    if best is None or b"\x00" in content[:SAMPLE]:
        raise BadInputError(f"{name}: {len(content):,} bytes that are no text; expected HTML or plain text")
    return content.decode(best.encoding, errors="replace")


_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def _english(article: Article) -> str:
    """ "en", or `BadInputError` for an article in another language."""
    import py3langid

    sample = article.text[:SAMPLE]
    code = str(py3langid.classify(sample)[0])
    if code != "en" and (len(sample.split()) >= 20 or not _mostly_latin(sample)):  # few words in Latin may be anything
        raise BadInputError(f"{article.name}: the text looks like language {code!r}; expected English")
    return "en"


def _mostly_latin(text: str) -> bool:
    letters = [letter for letter in text if letter.isalpha()]
    return 2 * sum(letter.isascii() for letter in letters) >= len(letters)


# Plain text


@dataclass(frozen=True, slots=True)
class _Block:
    """A run of non-empty lines of the original, as one paragraph."""

    start: int
    end: int
    words: str


def _from_plain(original: str, name: str) -> Article:
    blocks = list(_blocks(original))
    title, body = _title(blocks)
    kept = list(_prose(body, original))
    published = next(filter(None, (_date_line(block) for block in body[:8])), None)
    byline = next((match["name"].strip() for each in body[:8] if (match := _BYLINE.match(each.words))), None)
    pieces = [(block, ParagraphKind.TITLE) for block in title] + [
        (block, ParagraphKind.BODY if number else ParagraphKind.LEAD) for number, block in enumerate(kept)
    ]
    article = _assemble(name, [(kind, *_as_seen(original, each.start, each.end)) for each, kind in pieces])
    return replace(article, title=title[0].words if title else None, byline=byline, published=published)


def _blocks(original: str) -> Iterator[_Block]:
    for match in re.finditer(r"[^\r\n]*\S[^\r\n]*", original):
        yield _Block(match.start(), match.end(), " ".join(_INVISIBLE.sub("", match.group()).split()))


def _title(blocks: Sequence[_Block]) -> tuple[list[_Block], list[_Block]]:
    """The title, and the blocks after it: a short first line without a full stop, or the line a menu line ends in."""
    for number, block in enumerate(blocks[:6]):
        if _is_prose(block) or _BYLINE.match(block.words) or _AD.search(block.words) or _date_line(block):
            break
        later = [each for each in blocks[number + 1 : number + 4] if block.words.endswith(each.words)]
        if later and len(later[0].words) > 8:
            return [later[0]], list(blocks[blocks.index(later[0]) + 1 :])
        if 3 <= len(block.words.split()) <= 30 and not _is_sentence(block):
            return [block], list(blocks[number + 1 :])
    return [], list(blocks)


def _is_prose(block: _Block) -> bool:
    """A sentence or more: eight words or more, and an end mark."""
    return len(block.words.split()) >= 8 and re.search(r"[.!?…][\"'”’)]*(?:\s|$)", block.words) is not None


def _prose(blocks: Sequence[_Block], original: str) -> Iterator[_Block]:
    """Blocks of the article: prose, and short sentences before the last of it (a quote, an answer); all sentences
    where none is longer.
    """
    end = _where_furniture_begins(blocks)
    last = max((number for number, block in enumerate(blocks[:end]) if _is_prose(block)), default=end)
    for number, block in enumerate(blocks[:end]):
        furniture = _AD.search(block.words) or _BYLINE.match(block.words) or _ENDING.match(block.words)
        if furniture or _date_line(block) or (_OF_THE_SITE.search(block.words) and len(block.words) < 400):
            continue
        if _is_prose(block) or (_is_sentence(block) and number < last):
            yield block


def _is_sentence(block: _Block) -> bool:
    return len(block.words.split()) >= 3 and block.words.rstrip("\"'”’)").endswith((".", "!", "?", "…"))


def _where_furniture_begins(blocks: Sequence[_Block]) -> int:
    """Number of the block at which the article is over: the first ending mark after half of the prose."""
    whole = sum(len(block.words) for block in blocks if _is_prose(block))
    seen = 0
    for number, block in enumerate(blocks):
        seen += len(block.words) if _is_prose(block) else 0
        if seen * 2 >= whole and not _is_prose(block) and _ENDING.match(block.words):
            return number
    return len(blocks)


def _date_line(block: _Block) -> Published | None:
    """The date of a line that is nothing but a date (and perhaps an hour, or "Published")."""
    if len(block.words) > 60:
        return None
    for found in absolute_dates(block.words):
        rest = _DATE_LINE.sub("", block.words[: found.span.start]) + block.words[found.span.end :]
        if found.year is not None and found.day is not None and not re.search(r"[A-Za-z]{5,}", rest):
            return Published(PartialDate(found.year, found.month, found.day), "a line that is a date", "medium")
    return None


# HTML


def _from_html(original: str, name: str) -> Article:
    from trafilatura import bare_extraction
    from trafilatura.settings import Document

    found = bare_extraction(original, include_comments=False, include_tables=False, with_metadata=True)
    known = found if isinstance(found, Document) else None
    text, title = (known.text or "", known.title) if known else ("", None)
    visible, offsets = _visible(original)
    squeezed, where = _squeezed(visible)
    pieces: list[tuple[ParagraphKind, str, list[int]]] = []
    kinds = (ParagraphKind.TITLE, ParagraphKind.LEAD, ParagraphKind.BODY)
    at = 0
    lines = [line for line in text.split("\n") if line.strip()]
    body = [line for line in lines if line.strip() != title and not _ENDING.match(line) and not _AD.search(line)]
    for number, line in enumerate([*([title] if title else []), *body]):
        kind = kinds[min(number, 2)] if title else kinds[min(number + 1, 2)]
        wanted = " ".join(_INVISIBLE.sub("", line).split()).removeprefix("- ")
        start = squeezed.find(wanted, at)
        start = start if start >= 0 else squeezed.find(wanted)
        if not wanted or start < 0:
            continue  # words that are not in the page as they stand could not be pointed at
        at = start + len(wanted) if kind is not ParagraphKind.TITLE else at
        pieces.append((kind, wanted, [offsets[where[i]] for i in range(start, start + len(wanted))]))
    article = _assemble(name, pieces)
    return replace(
        article,
        title=title,
        byline=known.author if known else None,
        publisher=known.sitename if known else None,
        published=_html_date(original),
    )


def _html_date(original: str) -> Published | None:
    """The date that the page's metadata give as its publication; the text of the page is not searched for one."""
    for tag in _META.findall(original[:200_000]):
        attributes = {key.lower(): first or second for key, first, second in _ATTRIBUTE.findall(tag)}
        key = (attributes.get("property") or attributes.get("name") or attributes.get("itemprop") or "").lower()
        if key in _DATE_KEYS and (day := _iso_day(attributes.get("content", ""))):
            return Published(day, f"metadata: {key}", "high")
    for value in re.findall(r"\"datePublished\"\s*:\s*\"([^\"]+)\"", original[:400_000]):
        if day := _iso_day(value):
            return Published(day, "metadata: datePublished", "high")
    for value in _TIME.findall(original):
        if day := _iso_day(value):
            return Published(day, "the page's first time element", "medium")
    return None


def _iso_day(text: str) -> PartialDate | None:
    """The day of a time stamp (2022-09-14T10:00:00Z) or of a date in words."""
    found = (each for each in absolute_dates(text.replace("T", " ", 1)) if each.year and each.day)
    return next((each.in_year(each.year) for each in found if each.year), None)


# Both


def _as_seen(original: str, start: int, end: int) -> tuple[str, list[int]]:
    """A stretch of plain text and the offset of each character: every kind of space one space, no invisible marks."""
    letters: list[str] = []
    offsets: list[int] = []
    _plain(original, start, end, letters, offsets)
    return "".join(letters), offsets


def _visible(page: str) -> tuple[str, list[int]]:
    """What a reader sees of a page, and the offset of each character: as above, no tags, entities decoded."""
    letters: list[str] = []
    offsets: list[int] = []
    at = 0
    for hidden, breaks in _hidden(page):
        _take(page, at, hidden.start, letters, offsets)
        if breaks:
            letters.append(" ")
            offsets.append(hidden.start)
        at = hidden.end
    _take(page, at, len(page), letters, offsets)
    return "".join(letters), offsets


def _hidden(page: str) -> Iterator[tuple[Span, bool]]:
    """Tags, comments and scripts in one pass, and whether each breaks the line. What never closes is text."""
    unclosed: set[str] = set()
    at = page.find("<")
    while at >= 0:
        name, end = _end_of_hidden(page, at, unclosed)
        if end:
            yield Span(at, end), name in _BLOCKS
        at = page.find("<", end or at + 1)


def _end_of_hidden(page: str, at: int, unclosed: set[str]) -> tuple[str, int]:
    """Name of what begins at an opening bracket and where it ends; 0 when it is no tag. Each kind of thing that is
    once found to have no end is not searched for again, so that a broken page costs one pass.
    """
    if page.startswith("<!--", at):
        return "comment", _find("-->", page, at, unclosed)
    match = _TAG_NAME.match(page, at)
    if match is None:
        return "", 0
    name, end = match.group(1).lower(), _find(">", page, at, unclosed)
    if name in _RAW and not page.startswith("</", at) and name not in unclosed and end:
        closing = _RAW[name].search(page, end)
        if closing is None:
            unclosed.add(name)
        return name, (_find(">", page, closing.start(), unclosed) or end) if closing else end
    return name, end


def _find(mark: str, page: str, at: int, unclosed: set[str]) -> int:
    """Where a mark ends after `at`; 0 when there is none, which is remembered."""
    found = -1 if mark in unclosed else page.find(mark, at)
    if found < 0:
        unclosed.add(mark)
        return 0
    return found + len(mark)


_BLOCKS = frozenset(
    {"p", "div", "br", "li", "ul", "ol", "h1", "h2", "h3", "h4", "h5", "h6", "td", "tr", "table", "section", "nav"}
    | {"article", "header", "footer", "figure", "blockquote", "aside"}
)


def _take(original: str, start: int, end: int, letters: list[str], offsets: list[int]) -> None:
    """Add the characters of a stretch without tags."""
    at = start
    for entity in _ENTITY.finditer(original, start, end):
        _plain(original, at, entity.start(), letters, offsets)
        for letter in html.unescape(entity.group()):
            if not _INVISIBLE.match(letter):
                letters.append(" " if letter.isspace() else letter)
                offsets.append(entity.start())
        at = entity.end()
    _plain(original, at, end, letters, offsets)


def _plain(original: str, start: int, end: int, letters: list[str], offsets: list[int]) -> None:
    for at in range(start, end):
        if not _INVISIBLE.match(original[at]):
            letters.append(" " if original[at].isspace() else original[at])
            offsets.append(at)


def _squeezed(text: str) -> tuple[str, list[int]]:
    """The text with runs of spaces as one, and where each character stood."""
    kept = [i for i, letter in enumerate(text) if letter != " " or (i and text[i - 1] != " ")]
    return "".join(text[i] for i in kept), kept


def _assemble(name: str, pieces: Sequence[tuple[ParagraphKind, str, list[int]]]) -> Article:
    """Paragraphs joined by line breaks, each trimmed and with runs of spaces as one."""
    parts: list[str] = []
    origin: list[int] = []
    paragraphs: list[Paragraph] = []
    for kind, words, offsets in pieces:
        squeezed, where = _squeezed(words)
        lead = len(squeezed) - len(squeezed.lstrip())
        body = squeezed.strip()
        if not body:
            continue
        if parts:
            parts.append("\n")
            origin.append(origin[-1])
        start = len(origin)
        parts.append(body)
        origin.extend(offsets[where[lead + i]] for i in range(len(body)))
        paragraphs.append(Paragraph(Span(start, len(origin)), kind))
    return Article(name, "", "".join(parts), tuple(paragraphs), tuple(origin))
