"""Find every name in an article and say whom it means on the day.

A name is read with what stands around it: "Chinese President Xi Jinping" is one name (person, actor, sector); "in
Moscow" is ground and "Moscow said" a government; a surname means whom the text has introduced by it; "the Chinese
leader" is who held the post on the day. What is known to be no actor (the West, the Washington Treaty) is kept as a
name without an actor, so that no event is given to it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from keystone_states.reading.lexicon import HYPHENS, Kind, Lexicon, Line, folded
from keystone_states.reading.persons import Known, Persons
from keystone_states.reading.records import Article, Named, Sentence, Span, Token
from keystone_states.reading.whom import Meaning, Whom

_ANCHORS = frozenset(
    (
        Kind.STATE,
        Kind.ADJECTIVE,
        Kind.PEOPLE,
        Kind.CAPITAL,
        Kind.SEAT,
        Kind.ORGANISATION,
        Kind.INSTITUTION,
        Kind.PLACE,
    )
)
_NOUNS = frozenset((Kind.TITLE, Kind.BODY))
_PERSONS = frozenset((Kind.PERSON, Kind.SURNAME))
_POSSESSIVE = frozenset(("'s", "’s", "'", "’"))
_PARTICLES = frozenset(
    ("al", "el", "bin", "ibn", "ben", "abu", "de", "da", "del", "della", "der", "den", "van", "von", "la", "le", "ul")
)
_DAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
_MONTHS = frozenset(
    "january february march april may june july august september october november december".split()
)
_NO_SURNAME = _DAYS | _MONTHS | frozenset(("the", "a", "an", "i", "he", "she", "it", "they", "we", "in", "on", "at"))
LONGEST_NAME = 6  # words of a name that no dictionary holds
REACH = 4  # words that may stand between a state and the noun of office


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
    at: dict[int, Piece]

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


@dataclass(slots=True)
class _Text:
    """What is known while an article is read: whom the text has introduced, which actors it has named."""

    whom: Whom
    persons: Persons
    words: dict[str, frozenset[str]]
    named: set[str] = field(default_factory=set)


def find_names(
    article: Article, sentences: tuple[Sentence, ...], *, lexicon: Lexicon, day: date | None
) -> tuple[Named, ...]:
    """Every name in the sentences and whom it means on `day`; sorted by place, none over another.

    `day` None: the date of the text is not known; names and posts are then not held against a date, and the reason
    says so. Names inside the article's byline or publisher are left out: who writes is no party. A name that may mean
    several actors has none, and lists them.
    """
    views = [_view(article.text, sentence, lexicon) for sentence in sentences]
    whom = Whom.of(lexicon, day, (piece.lines for view in views for piece in view.at.values()))
    text = _Text(whom, Persons(lexicon, day), lexicon.word_sets)
    found = [named for view in views for named in _read(view, text)]
    outside = _not_by(article)
    return tuple(named for named in found if not any(_meet(named.span, each) for each in outside))


def _not_by(article: Article) -> tuple[Span, ...]:
    """Where the byline or the publisher stands in the text."""
    spans = []
    for words in filter(None, (article.byline, article.publisher)):
        at = article.text.find(words)
        while at >= 0:
            spans.append(Span(at, at + len(words)))
            at = article.text.find(words, at + len(words))
    return tuple(spans)


def _meet(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end


# Words


def _view(text: str, sentence: Sentence, lexicon: Lexicon) -> View:
    """The sentence with the lexicon's longest names in it, from left to right."""
    low = tuple(folded(token.text) for token in sentence.tokens)
    view = View(text, sentence.tokens, low, {})
    joined, starts, ends = _joined(view)
    matches = []
    for end, (length, lines) in lexicon.automaton.iter(joined):
        first, last = starts.get(end - length + 1), ends.get(end)
        if first is not None and last is not None:
            matches.append((first + (low[first] == "the"), -last, first, lines))  # "the South" yields to "South Sudan"
    free = 0
    for _, minus, first, lines in sorted(matches, key=lambda each: each[:3]):
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
        at += 1 + len(word)
        ends[at] = number
        parts.append(word)
    return f" {' '.join(parts)} ", starts, ends


# Names


def _read(view: View, text: _Text) -> Iterator[Named]:
    """The names of a sentence, from left to right."""
    at = 0
    last: Named | None = None
    while at < len(view.tokens):
        named, at = _next(view, at, text, last)
        if named is not None:
            if named.actor:
                text.named.add(named.actor)
            last = named
            yield named


def _next(view: View, at: int, text: _Text, last: Named | None) -> tuple[Named | None, int]:
    """The name that begins at a token, if one does, and the token after it."""
    piece = view.at.get(at)
    if piece is None:
        return _introduced(view, at, text) if view.capital(at) else (None, at + 1)
    if piece.kind is Kind.NOBODY:
        reason = f"{piece.lines[0].where}: no actor"
        return _named(view, piece.first, piece.last, Meaning(None, reason=reason)), piece.last + 1
    if piece.kind is Kind.FOLLOW:
        return _follower(view, piece, text)
    if piece.kind in _PERSONS:
        return _person(view, piece, piece.first, text)
    if piece.kind in _NOUNS:
        return _office(view, piece, text)
    return _anchored(view, piece, text, last)


def _named(view: View, first: int, last: int, meaning: Meaning, *, place: bool = False) -> Named:
    span = view.span(first, last)
    return Named(
        span,
        span.of(view.text),
        meaning.actor,
        meaning.person,
        meaning.sector,
        place,
        meaning.reason,
        meaning.candidates,
    )


def _follower(view: View, piece: Piece, text: _Text) -> tuple[Named | None, int]:
    """The bloc, the Union: the organisation of that kind which the text has named."""
    line = next((each for each in piece.lines if each.actor in text.named), None)
    if line is None:
        return None, piece.last + 1
    meaning = Meaning(line.actor, sector=line.sector, reason=f"{line.where}: {line.actor} was named before")
    return _named(view, piece.first, piece.last, meaning), piece.last + 1


# Persons


def _introduced(view: View, at: int, text: _Text) -> tuple[Named | None, int]:
    """A person whom no dictionary holds and the text has introduced, by surname or by full name."""
    for number in range(at, min(at + 3, len(view.tokens))):
        known = text.persons.known(view.word(number)) if view.capital(number) and number not in view.at else None
        if known and not _is_month(view, number) and not _named_otherwise(view, at, number, known):
            end = number
            return _named(view, at, end, known.meaning(f"introduced before as {known.name}")), end + 1
        if number + 1 < len(view.tokens) and not view.capital(number + 1):
            break
    return None, at + 1


def _named_otherwise(view: View, first: int, surname: int, known: Known) -> bool:
    """Whether words before the surname are not of the person's name."""
    names = {folded(word) for word in known.name.split()}
    before = [view.word(number) for number in range(first, surname)]
    if not before and surname and _may_be_first_name(view, surname - 1):
        before = [view.word(surname - 1)]
    return any(word not in names for word in before)


def _may_be_first_name(view: View, number: int) -> bool:
    """Whether a token looks like a given name: capitals, not the sentence's first word, in no dictionary."""
    word = view.tokens[number].text
    plain = number > 0 and view.capital(number) and word.isalpha() and len(word) > 1
    return plain and number not in view.covered and view.word(number) not in _NO_SURNAME


def _is_month(view: View, number: int) -> bool:
    return view.word(number) in _MONTHS and (
        view.word(number - 1) in ("in", "on", "since", "last", "next", "by", "until", "of", "early", "late", "this")
        or view.word(number + 1)[:1].isdigit()
        or view.word(number - 1)[:1].isdigit()
    )


def _person(
    view: View, piece: Piece, first: int, text: _Text, title: Line | None = None
) -> tuple[Named | None, int]:
    """A person's name, with what stands before it from token `first` on."""
    if piece.kind is Kind.SURNAME and first == piece.first:
        known = text.persons.known(" ".join(view.low[piece.first : piece.last + 1]))
        if _may_be_first_name(view, first - 1) and not (known and not _named_otherwise(view, first, first, known)):
            return None, piece.last + 1
        if view.capital(piece.last + 1) and view.word(piece.last + 1) in text.words["institution_words"]:
            return None, piece.last + 2
    first = _with_courtesy(view, first, text)
    former = _is_former(view, first - 1, text)
    meaning = text.persons.meaning(piece.lines, view.span(piece.first, piece.last).of(view.text), title=title)
    if former:
        first, meaning = first - 1, replace(meaning, sector="ELI", reason=f"{meaning.reason}; former")
    if title is not None:
        sector = "ELI" if former else title.sector or meaning.sector
        meaning = replace(meaning, sector=sector, reason=f"{title.where}; {meaning.reason}")
    text.persons.remember(meaning, piece.lines)
    return _named(view, first, piece.last, meaning), piece.last + 1


def _with_courtesy(view: View, first: int, text: _Text) -> int:
    before = view.word(first - 1)
    polite = before in text.words["male"] or before in text.words["female"] or before in text.words["any"]
    return first - 1 if polite and view.capital(first - 1) else first


def _is_former(view: View, number: int, text: _Text) -> bool:
    return view.word(number) in text.words["former"]


# Offices without a state before them


def _office(view: View, piece: Piece, text: _Text) -> tuple[Named | None, int]:
    """President of Russia, President Tokayev, the Pope; a noun alone is no name."""
    chain = _chain(view, piece.first, text)
    following = view.at.get(chain.end)
    if following and following.kind in _PERSONS:
        return _titled(view, piece, chain, following, text)
    anchor = _after_of(view, chain.end)
    if anchor is not None:
        return _of_state(view, piece, chain, anchor, text)
    introduced = text.persons.known(view.word(chain.end)) if view.capital(chain.end) else None
    if introduced and not chain.plural and chain.end not in view.covered:
        meaning = replace(introduced.meaning(f"introduced before as {introduced.name}"), sector=introduced.sector)
        return _named(view, piece.first, chain.end, meaning), chain.end + 1
    holder = next((line for line in piece.lines if line.actor), None)
    if holder and chain.end == piece.last + 1 and (view.word(piece.first - 1) == "the" or view.capital(piece.first)):
        return _named(view, piece.first, piece.last, text.persons.holder(holder)), piece.last + 1
    return None, piece.last + 1


def _titled(view: View, piece: Piece, chain: Chain, name: Piece, text: _Text) -> tuple[Named | None, int]:
    first = piece.first
    while view.word(first - 1) in ("deputy", "vice", "first", "acting", "interim"):
        first -= 1
    named, end = _person(view, name, first, text, title=chain.line)
    return (named, end) if named else (None, piece.last + 1)


def _after_of(view: View, at: int) -> Piece | None:
    """The state or organisation behind "of", with up to three words between."""
    if view.word(at) != "of":
        return None
    for number in range(at + 1, at + 5):
        piece = view.at.get(number)
        if piece and piece.kind in _ANCHORS and piece.kind is not Kind.PEOPLE:
            return piece
        if view.word(number) not in ("the", "an", "a", "independent", "republic", "state", "kingdom", "newly"):
            return None
    return None


def _of_state(view: View, piece: Piece, chain: Chain, anchor: Piece, text: _Text) -> tuple[Named | None, int]:
    meaning = text.whom.meaning(anchor.lines)
    first, last = piece.first, anchor.last
    while view.word(first - 1) in ("deputy", "vice", "first", "acting", "interim") or _is_former(view, first - 1, text):
        first -= 1
    former = chain.former or any(_is_former(view, number, text) for number in range(first, piece.first))
    sector = "ELI" if former else chain.sector or meaning.sector
    meaning = replace(meaning, sector=sector, reason=f"{chain.line.where}; {meaning.reason}")
    last, meaning = _with_name(view, last, chain, meaning, text, former=former)
    return _named(view, first, last, meaning), last + 1


# States, organisations and places, with what follows


@dataclass(frozen=True, slots=True)
class Chain:
    """Nouns of office behind a state: where they end, what they give."""

    end: int
    line: Line
    sector: str
    former: bool
    plural: bool
    bare: bool  # nothing but one noun


def _chain(view: View, at: int, text: _Text) -> Chain:
    """The nouns of office from a token on: "Foreign Ministry spokesman", "first deputy prime minister"."""
    lines: list[Line] = []
    former, bare = False, True
    while True:
        piece = view.at.get(at)
        if piece and piece.kind in _NOUNS:
            lines.append(piece.lines[0])
            at = piece.last + 1
            continue
        reached = _bridge(view, at, text)
        if reached is None:
            break
        former = former or any(_is_former(view, number, text) for number in range(at, reached))
        bare = bare and all(view.word(number) in ("current", "own") for number in range(at, reached))
        at = reached
    if not lines:
        return Chain(at, _NOTHING, "", former, False, False)
    sectors = [line.sector for line in lines if line.sector]
    strong = next((sector for sector in sectors if sector in ("OPP", "REB")), None)
    sector = strong or (sectors[-1] if sectors else "")
    return Chain(at, lines[-1], sector, former, lines[-1].plural, bare and len(lines) == 1)


_NOTHING = Line("", Kind.NOBODY, "")


def _bridge(view: View, at: int, text: _Text) -> int | None:
    """The next noun of office, when nothing but modifiers and capitalised words stand between."""
    for number in range(at, min(at + REACH + 1, len(view.tokens))):
        piece = view.covered.get(number)
        if piece and piece.kind in _NOUNS and piece.first == number:
            return number if number > at else None
        known = view.word(number) in text.words["modifiers"] or view.glued(number)
        joint = view.word(number) in ("and", "for") and number > at and view.capital(number + 1)
        strange = view.capital(number) and (piece is None or piece.kind is Kind.NOBODY)
        if not (known or joint or strange) or view.word(number) in _DAYS | _MONTHS:
            return None
    return None


def _anchored(view: View, piece: Piece, text: _Text, last: Named | None) -> tuple[Named | None, int]:
    """A state, organisation or place: alone, as ground, or with the office and the person behind it."""
    if _is_a_person(view, piece, text):
        return None, piece.last + 2 if view.capital(piece.last + 1) else piece.last + 1
    institution = _institution(view, piece, text)
    if institution:
        return institution
    after = piece.last + 1
    if view.glued(after):
        return _hyphenated(view, piece, text)
    meaning = text.whom.meaning(piece.lines, context=_context(view, piece, text))
    if meaning.actor is None and piece.lines[0].doubtful:
        return None, after
    possessive = view.word(after) in _POSSESSIVE
    chain = _chain(view, after + possessive, text)
    if chain.line is not _NOTHING:
        return _with_office(view, piece, chain, meaning, text)
    direct = view.at.get(after + possessive)
    if direct and direct.kind in _PERSONS and direct.lines[0].actor == meaning.actor and piece.kind is not Kind.PLACE:
        named, end = _person(view, direct, direct.first, text)
        if named:
            span = view.span(piece.first, direct.last)
            return replace(named, span=span, quote=span.of(view.text)), end
    if _is_language(view, piece):
        return None, after
    ground = _ground(view, piece, after + possessive, text)
    if ground is not None:
        return _named(view, piece.first, ground, meaning, place=True), ground + 1
    place = _is_place(view, piece, text, last)
    if piece.lines[0].doubtful and not _shown_as_place(view, piece, text):
        return None, after
    return _named(view, piece.first, piece.last, meaning, place=place), after


def _with_office(
    view: View, piece: Piece, chain: Chain, meaning: Meaning, text: _Text
) -> tuple[Named | None, int]:
    """Chinese President Xi Jinping, Russian troops, the Danish prime minister."""
    former = chain.former or _is_former(view, piece.first - 1, text)
    first = piece.first - 1 if _is_former(view, piece.first - 1, text) else piece.first
    keeps = piece.kind is Kind.INSTITUTION or (piece.kind is Kind.ORGANISATION and chain.sector == "GOV")
    sector = meaning.sector if keeps or not chain.sector else chain.sector
    if piece.kind is Kind.PEOPLE and not chain.sector:
        sector = "CVL"
    elif piece.kind is not Kind.INSTITUTION and sector == "CVL" and not chain.sector:
        sector = "GOV"
    chain = _with_second_office(view, chain, text)
    meaning = replace(meaning, sector="ELI" if former else sector, reason=f"{meaning.reason}; {chain.line.where}")
    end, meaning = _with_name(view, chain.end - 1, chain, meaning, text, former=former)
    return _named(view, first, end, meaning), end + 1


def _with_second_office(view: View, chain: Chain, text: _Text) -> Chain:
    """Over "and" when one person holds both: "Chinese president and party secretary Xi Jinping"."""
    if view.word(chain.end) != "and" or chain.plural:
        return chain
    second = _chain(view, chain.end + 1, text)
    person = view.at.get(second.end)
    if second.line is _NOTHING or person is None or person.kind not in _PERSONS:
        return chain
    return replace(chain, end=second.end)


def _with_name(
    view: View, last: int, chain: Chain, meaning: Meaning, text: _Text, *, former: bool
) -> tuple[int, Meaning]:
    """The person named behind an office, or the one who held it on the day."""
    piece = view.at.get(last + 1)
    if view.word(last + 1) == ",":
        piece = _apposed(view, last + 2, meaning)
    if piece and piece.kind in _PERSONS and not chain.plural:
        name = view.span(piece.first, piece.last).of(view.text)
        person = text.persons.meaning(piece.lines, name, title=chain.line, of=meaning.actor)
        joined = replace(meaning, person=person.person, reason=f"{meaning.reason}; {person.reason}")
        joined = joined if meaning.actor else replace(joined, actor=person.actor, candidates=())
        text.persons.remember(joined, piece.lines)
        return piece.last, joined
    if chain.line.kind is Kind.TITLE and not chain.plural:
        end = _strange_name(view, last + 1)
        if end is not None and meaning.actor:
            words = [view.tokens[number].text for number in range(last + 1, end + 1)]
            return end, text.persons.introduce(words, meaning, chain.line)
        if chain.bare and not former and view.word(_before(view, last, chain)) not in ("a", "an"):
            return last, text.persons.in_office(meaning, chain.line)
    return last, meaning


def _before(view: View, last: int, chain: Chain) -> int:
    """The token before the phrase that ends at `last`, when an article stands there."""
    number = last
    while number >= 0 and view.word(number) not in ("a", "an", "the", ",", "and"):
        number -= 1
        if last - number > REACH + len(chain.line.name.split()):
            break
    return number


def _apposed(view: View, at: int, meaning: Meaning) -> Piece | None:
    """A person of the same state between commas: "Russia's president, Vladimir Putin, said"."""
    piece = view.at.get(at)
    if piece is None or piece.kind is not Kind.PERSON or meaning.actor not in {line.actor for line in piece.lines}:
        return None
    return piece if view.word(piece.last + 1) in (",", ".", "", ";", "”", '"') else None


def _strange_name(view: View, at: int) -> int | None:
    """The last token of a run of capitalised words that no dictionary holds; None where there is none."""
    end = None
    for number in range(at, min(at + LONGEST_NAME, len(view.tokens))):
        word, piece = view.tokens[number].text, view.covered.get(number)
        if piece and (piece.kind not in (Kind.SURNAME, Kind.PLACE, Kind.NOBODY) or number == at != piece.first):
            break
        if view.capital(number) and word[-1].isalpha() and view.word(number) not in _NO_SURNAME:
            end = number
        elif not (number > at and (view.word(number) in _PARTICLES or view.glued(number) or word == ".")):
            break
    return end


def _is_language(view: View, piece: Piece) -> bool:
    """In English, speaks Russian: an adjective behind such a word with no noun behind it."""
    if piece.kind is not Kind.ADJECTIVE or view.word(piece.first - 1) not in ("in", "into", "speak", "speaks", "spoke"):
        return False
    return not view.word(piece.last + 1)[:1].isalnum() or view.word(piece.last + 1) in ("and", "or", "with")


def _is_a_person(view: View, piece: Piece, text: _Text) -> bool:
    """Jordan Peterson, Michael Jordan: a state's or a city's name as a person's."""
    if piece.first != piece.last or view.word(piece.first) not in text.words["given"]:
        return False
    if view.word(piece.first - 1) in text.words["first_names"] and view.capital(piece.first - 1):
        return True
    number = piece.last + 1
    free = view.capital(number) and number not in view.covered and view.tokens[number].text.isalpha()
    chained = free and _chain(view, number, text).line is not _NOTHING
    odd = view.word(number) in text.words["institution_words"] or view.word(number) in _DAYS | _MONTHS
    return free and not chained and not odd and not view.tokens[number].text.isupper()


def _institution(view: View, piece: Piece, text: _Text) -> tuple[Named, int] | None:
    """A school, treaty or paper that has a place in its name."""
    if piece.kind not in (Kind.CAPITAL, Kind.PLACE, Kind.STATE):
        return None
    for number in range(piece.last + 1, piece.last + (4 if piece.kind is not Kind.STATE else 2)):
        if not view.capital(number) or (number in view.covered and view.word(number) != "state"):
            return None
        if view.word(number) in text.words["institution_words"]:
            reason = f"others.yaml: institution_words: {view.tokens[number].text}; no government"
            meaning = Meaning(None, reason=reason)
            return _named(view, piece.first, number, meaning), number + 1
    return None


def _hyphenated(view: View, piece: Piece, text: _Text) -> tuple[Named | None, int]:
    """US-led, China-based, Russian-speaking, Soviet-American."""
    word = view.word(piece.last + 2)
    if word in text.words["spoken"]:
        return None, piece.last + 3
    meaning = text.whom.meaning(piece.lines)
    if piece.lines[0].doubtful:
        return None, piece.last + 1
    based = word in text.words["based"]
    return _named(view, piece.first, piece.last, meaning, place=based or piece.kind is Kind.PLACE), piece.last + 1


# Places


def _ground(view: View, piece: Piece, at: int, text: _Text) -> int | None:
    """The last token of "Kazakhstan's capital", "Chinese territory": ground of the state; None where it is not."""
    if piece.kind not in (Kind.STATE, Kind.ADJECTIVE):
        return None
    phrase = " ".join(view.low[at : at + 2])
    if phrase in text.words["grounds"]:
        return at + 1
    return at if view.word(at) in text.words["grounds"] else None


def _is_place(view: View, piece: Piece, text: _Text, last: Named | None) -> bool:
    """Whether the name stands for ground: a city always, a capital after "in", "at", "to", "from", a state after "in"."""
    if piece.kind is Kind.PLACE:
        return True
    if piece.kind is Kind.CAPITAL:
        return _behind(view, piece, text.words["after_place"], text, last) or _is_dateline(view, piece)
    return piece.kind is Kind.STATE and _behind(view, piece, text.words["ground"], text, last)


def _behind(view: View, piece: Piece, words: frozenset[str], text: _Text, last: Named | None) -> bool:
    number = piece.first - 1
    if view.word(number) in ("and", "or", ",") and last and last.place and number > 0:
        return view.tokens[number - 1].span.end == last.span.end or view.tokens[number].span.start == last.span.end
    while view.word(number) in text.words["skipped"] or view.word(number) == ",":
        if view.word(number) == "capital":
            return True
        if view.word(number) == "," and view.word(number - 1) != "capital":
            return False
        number -= 1
    return view.word(number) in words


def _is_dateline(view: View, piece: Piece) -> bool:
    """MOSCOW (Reuters) - at the head of a sentence."""
    if piece.first != 0:
        return False
    head = view.word(piece.last + 1)
    return head in ("(", "-", "—", "–", "--") or (
        head == "," and (view.word(piece.last + 2).rstrip(".")[:3] in {month[:3] for month in _MONTHS})
    )


def _shown_as_place(view: View, piece: Piece, text: _Text) -> bool:
    """Whether a doubtful city stands where only a place can."""
    if view.word(piece.first - 1) in text.words["after_place"]:
        return True
    following = view.at.get(piece.last + 2) if view.word(piece.last + 1) == "," else None
    return following is not None and following.lines[0].actor in {line.actor for line in piece.lines}


def _context(view: View, piece: Piece, text: _Text) -> frozenset[str]:
    """Actors that the words around a name point to: the state or province behind it, the American words beside it."""
    following = view.at.get(piece.last + 2) if view.word(piece.last + 1) == "," else None
    if following and following.lines[0].province:
        return frozenset(line.actor for line in following.lines if line.actor)
    if following and following.kind is Kind.STATE and piece.kind in (Kind.PLACE, Kind.CAPITAL):
        return frozenset(line.actor for line in following.lines if line.actor)
    if view.word(piece.first) == "georgia" and text.words["us_context"] & set(view.low):
        return frozenset(("USA",))
    return frozenset()
