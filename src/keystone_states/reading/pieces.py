"""The words of a sentence as the lexicon sees them: folded, and where its names and nouns stand."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from keystone_states.reading.lexicon import HYPHENS, Kind, Lexicon, Line, folded
from keystone_states.reading.records import Sentence, Span, Token

ANCHORS = frozenset(
    (
        *(Kind.STATE, Kind.ADJECTIVE, Kind.PEOPLE, Kind.CAPITAL, Kind.SEAT),
        *(Kind.ORGANISATION, Kind.INSTITUTION, Kind.PLACE),
    )
)
NOUNS = frozenset((Kind.TITLE, Kind.BODY))
PERSONS = frozenset((Kind.PERSON, Kind.SURNAME))
DAYS = frozenset(("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"))
MONTHS = frozenset(
    (
        *("january", "february", "march", "april", "may", "june"),
        *("july", "august", "september", "october", "november", "december"),
    )
)
NO_SURNAME = DAYS | MONTHS | frozenset(("the", "a", "an", "i", "he", "she", "it", "they", "we", "in", "on", "at"))


@dataclass(frozen=True, slots=True)
class Piece:
    """A name or noun of the lexicon in a sentence: its first and last token, and the lines it may be."""

    first: int
    last: int
    lines: tuple[Line, ...]

    @property
    def kind(self) -> Kind:
        """What it is, by the line that goes first."""
        return self.lines[0].kind


@dataclass(frozen=True)
class View:
    """A sentence with its tokens folded and its pieces by first token."""

    text: str
    tokens: tuple[Token, ...]
    low: tuple[str, ...]
    lexicon: Lexicon
    at: dict[int, Piece]

    @property
    def lists(self) -> dict[str, frozenset[str]]:
        """The word lists of the dictionaries."""
        return self.lexicon.word_sets

    @cached_property
    def covered(self) -> dict[int, Piece]:
        """The piece that covers each token."""
        return {number: piece for piece in self.at.values() for number in range(piece.first, piece.last + 1)}

    def word(self, number: int) -> str:
        """The folded token, or nothing beyond the sentence."""
        return self.low[number] if 0 <= number < len(self.low) else ""

    def capital(self, number: int) -> bool:
        """Whether the token begins with a capital letter."""
        return 0 <= number < len(self.tokens) and self.tokens[number].text[0].isupper()

    def glued(self, number: int) -> bool:
        """Whether the token is a hyphen between two words."""
        if not 0 < number < len(self.tokens) - 1 or self.tokens[number].text not in HYPHENS:
            return False
        before, this, after = self.tokens[number - 1 : number + 2]
        return before.span.end == this.span.start and this.span.end == after.span.start

    def span(self, first: int, last: int) -> Span:
        """The span of some tokens, both included."""
        return Span(self.tokens[first].span.start, self.tokens[last].span.end)


def look_up(text: str, sentence: Sentence, lexicon: Lexicon) -> View:
    """The sentence with the lexicon's longest names in it, from left to right."""
    low = tuple(folded(token.text) for token in sentence.tokens)
    view = View(text, sentence.tokens, low, lexicon, {})
    joined, starts, ends = _joined(view)
    matches = []
    for end, (length, lines) in lexicon.automaton.iter(joined):
        first, last = starts.get(end - length + 1), ends.get(end)
        if first is not None and last is not None:
            matches.append((first + (low[first] == "the"), -last, first, lines))  # "the South" yields to "South Sudan"
    free = 0
    shouted = sentence.span.of(text).isupper()
    for _, minus, first, lines in sorted(matches, key=lambda each: each[:3]):
        if shouted and low[first] in lexicon.word_sets["also_words"]:
            continue
        words = [token.text for token in sentence.tokens[first : 1 - minus] if token.text not in HYPHENS]
        fitting = tuple(line for line in lines if line.written_as(words)) if first >= free else ()
        if fitting:
            view.at[first] = Piece(first, -minus, fitting)
            free = 1 - minus
    return view


def _joined(view: View) -> tuple[str, dict[int, int], dict[int, int]]:
    """The folded sentence with single spaces, hyphens left out, and which token begins or ends at which space."""
    parts, starts, ends = [], {}, {}
    at = 0
    for number, word in enumerate(view.low):
        if view.glued(number):
            continue
        starts[at] = number
        if word.startswith("ex "):  # ex-president: the office begins inside the word
            starts[at + 2] = number
        at += 1 + len(word)
        ends[at] = number
        parts.append(word)
    return f" {' '.join(parts)} ", starts, ends


def may_be_first_name(view: View, number: int) -> bool:
    """Whether a token looks like a given name: capitals, in no dictionary, no word that opens a sentence."""
    if number < 0:
        return False
    word = view.tokens[number].text
    opens = number == 0 and (view.word(0) in view.lists["openers"] or word.endswith(("ly", "ing")))
    plain = not opens and view.capital(number) and word.isalpha() and len(word) > 1
    polite = any(view.word(number) in view.lists[gender] for gender in ("male", "female", "any"))
    return plain and not polite and number not in view.covered and view.word(number) not in NO_SURNAME


def is_month(view: View, number: int) -> bool:
    """Whether a token that may be a surname is the month: in May, May 3."""
    return view.word(number) in MONTHS and (
        view.word(number - 1) in ("in", "on", "since", "last", "next", "by", "until", "of", "early", "late", "this")
        or view.word(number + 1)[:1].isdigit()
        or view.word(number - 1)[:1].isdigit()
    )


def is_former(view: View, number: int) -> bool:
    """Whether a token says that the office behind it is held no more."""
    return view.word(number) in view.lists["former"] or view.word(number).startswith("ex ")


def name_at(view: View, at: int) -> Piece | None:
    """The person named at a token behind a title; here a surname that is a word too (May, Li) counts."""
    piece = view.at.get(at)
    if piece and piece.kind in PERSONS:
        return piece
    lines = view.lexicon.surnames.get(view.word(at)) if view.capital(at) and at not in view.covered else None
    return Piece(at, at, lines) if lines and not is_month(view, at) else None
