"""Find every name in an article and say whom it means on the day.

A name is read with what stands around it: "Chinese President Xi Jinping" is one name (person, actor, sector); "in
Moscow" is ground and "Moscow said" a government; a surname means whom the text has introduced by it; "the Chinese
leader" is who held the post on the day. What is known to be no actor (the West, the Washington Treaty) is kept as a
name without an actor, so that no event is given to it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date

from keystone_states.reading.chains import (
    NOTHING,
    Chain,
    after_of,
    apposed,
    article_before,
    chain_from,
    strange_name,
    stranger_before,
    with_second_office,
)
from keystone_states.reading.ground import (
    context_of,
    ground_of,
    institution,
    is_a_person,
    is_language,
    is_place,
    shown_as_place,
)
from keystone_states.reading.lexicon import Kind, Lexicon, Line, folded
from keystone_states.reading.persons import Known, Persons
from keystone_states.reading.pieces import (
    NOUNS,
    PERSONS,
    Piece,
    View,
    is_former,
    is_month,
    look_up,
    may_be_first_name,
    name_at,
)
from keystone_states.reading.records import Article, Named, Sentence, Span
from keystone_states.reading.whom import Meaning, Whom

_POSSESSIVE = frozenset(("'s", "’s", "'", "’"))
_BECOMING = ("as", "become", "becomes", "became", "becoming", "elected", "named", "appointed", "be", "was", "is")
_DEPUTY = ("deputy", "vice", "first", "acting", "interim")


@dataclass(slots=True)
class _Text:
    """What is known while an article is read: whom the text has introduced, which actors it has named."""

    whom: Whom
    persons: Persons
    named: set[str] = field(default_factory=set)


def find_names(
    article: Article, sentences: tuple[Sentence, ...], *, lexicon: Lexicon, day: date | None
) -> tuple[Named, ...]:
    """Every name in the sentences and whom it means on `day`; sorted by place, none over another.

    `day` None: the date of the text is not known; names and posts are then not held against a date, and the reason
    says so. Names inside the article's byline or publisher are left out: who writes is no party. A name that may mean
    several actors has none, and lists them.
    """
    views = [look_up(article.text, sentence, lexicon) for sentence in sentences]
    whom = Whom.of(lexicon, day, (piece.lines for view in views for piece in view.at.values()))
    text = _Text(whom, Persons(lexicon, day))
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


def _read(view: View, text: _Text) -> list[Named]:
    """The names of a sentence, from left to right."""
    at = 0
    found: list[Named] = []
    while at < len(view.tokens):
        named, at = _next(view, at, text, found[-1] if found else None)
        if named is not None:
            if named.actor:
                text.named.add(named.actor)
            found.append(named)
    return _sharing(view, found)


def _sharing(view: View, found: list[Named]) -> list[Named]:
    """The same with the noun behind the last of several adjectives shared: "Kazakh, Uzbek and Kyrgyz border guards"."""
    alone = {view.span(piece.first, piece.last) for piece in view.at.values() if piece.kind is Kind.ADJECTIVE}
    for number in range(len(found) - 2, -1, -1):
        this, following = found[number], found[number + 1]
        between = view.text[this.span.end : following.span.start].strip()
        if this.span in alone and following.sector != this.sector and between in (",", "and", ", and", "or", "-", "/"):
            found[number] = replace(this, sector=following.sector, reason=f"{this.reason}; as {following.quote}")
    return found


def _next(view: View, at: int, text: _Text, last: Named | None) -> tuple[Named | None, int]:
    """The name that begins at a token, if one does, and the token after it."""
    piece = view.at.get(at)
    if piece is None:
        return _introduced(view, at, text) if view.capital(at) else (None, at + 1)
    if piece.kind is Kind.NOBODY:
        reason = f"{piece.lines[0].where}: no actor"
        return _named(view, piece.first, piece.last, Meaning(None, sector="", reason=reason)), piece.last + 1
    if piece.kind is Kind.FOLLOW:
        return _follower(view, piece, text)
    if piece.kind in PERSONS:
        return _person(view, piece, piece.first, text)
    if piece.kind in NOUNS:
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
        if known and not is_month(view, number) and not _named_otherwise(view, at, number, known):
            end = number
            return _named(view, at, end, known.meaning(f"introduced before as {known.name}")), end + 1
        if number + 1 < len(view.tokens) and not view.capital(number + 1):
            break
    return None, at + 1


def _named_otherwise(view: View, first: int, surname: int, known: Known) -> bool:
    """Whether words before the surname are not of the person's name."""
    names = {folded(word) for word in known.name.split()}
    before = [view.word(number) for number in range(first, surname)]
    if not before and surname and may_be_first_name(view, surname - 1):
        before = [view.word(surname - 1)]
    return any(word not in names for word in before)


def _person(
    view: View, piece: Piece, first: int, text: _Text, title: Line | None = None, *, of: str | None = None
) -> tuple[Named | None, int]:
    """A person's name, with what stands before it from token `first` on: a title, an actor that it is `of`."""
    if piece.kind is Kind.SURNAME and first == piece.first:
        known = text.persons.known(" ".join(view.low[piece.first : piece.last + 1]))
        if may_be_first_name(view, first - 1) and not (known and not _named_otherwise(view, first, first, known)):
            return None, piece.last + 1
        if view.capital(piece.last + 1) and view.word(piece.last + 1) in view.lists["institution_words"]:
            return None, piece.last + 2
    first = _with_courtesy(view, first)
    former = is_former(view, first - 1)
    meaning = text.persons.meaning(piece.lines, view.span(piece.first, piece.last).of(view.text), title=title, of=of)
    if former:
        first, meaning = first - 1, replace(meaning, sector="ELI", reason=f"{meaning.reason}; former")
    if title is not None:
        sector = "ELI" if former else title.sector or meaning.sector
        meaning = replace(meaning, sector=sector, reason=f"{title.where}; {meaning.reason}")
    text.persons.remember(meaning, piece.lines)
    if title is not None:
        text.persons.seat(title, meaning)
    return _named(view, first, piece.last, meaning), piece.last + 1


def _with_courtesy(view: View, first: int) -> int:
    before = view.word(first - 1)
    polite = before in view.lists["male"] or before in view.lists["female"] or before in view.lists["any"]
    return first - 1 if polite and view.capital(first - 1) else first


# Offices without a state before them


def _office(view: View, piece: Piece, text: _Text) -> tuple[Named | None, int]:
    """President of Russia, President Tokayev, the Pope; a noun alone is no name."""
    chain = chain_from(view, piece.first)
    following = name_at(view, chain.end)
    if following and (chain.end in view.at or not view.capital(chain.end + 1)):
        return _titled(view, piece, chain, following, text)
    anchor = after_of(view, chain.end)
    if anchor is not None:
        return _of_state(view, piece, chain, anchor, text)
    introduced = text.persons.known(view.word(chain.end)) if view.capital(chain.end) else None
    if introduced and not chain.plural and chain.end not in view.covered:
        meaning = replace(introduced.meaning(f"introduced before as {introduced.name}"), sector=introduced.sector)
        return _named(view, piece.first, chain.end, meaning), chain.end + 1
    stranger = _stranger_of(view, piece, chain, text)
    if stranger:
        return stranger
    seated = _seated(view, piece, chain, text)
    if seated:
        return seated, piece.last + 1
    holder = next((line for line in piece.lines if line.actor), None)
    if holder and chain.end == piece.last + 1 and (view.word(piece.first - 1) == "the" or view.capital(piece.first)):
        return _named(view, piece.first, piece.last, text.persons.holder(holder)), piece.last + 1
    return None, piece.last + 1


def _seated(view: View, piece: Piece, chain: Chain, text: _Text) -> Named | None:
    """The president, once the text has introduced one president only."""
    line, before = piece.lines[0], view.word(piece.first - 2)
    alone = chain.end == piece.last + 1 and not view.glued(chain.end) and view.word(chain.end) not in ("of", "for")
    if view.word(piece.first - 1) != "the" or not alone or line.plural or before in _BECOMING:
        return None
    known = text.persons.seated(line) if line.kind is Kind.TITLE and line.sector in ("GOV", "LEG", "") else None
    if known is None:
        return None
    reason = f"{line.where}: the only one the text has introduced"
    return _named(view, piece.first, piece.last, known.meaning(reason))


def _stranger_of(view: View, piece: Piece, chain: Chain, text: _Text) -> tuple[Named, int] | None:
    """Deputy Prime Minister Serik Zhumangarin of Kazakhstan."""
    end = strange_name(view, chain.end) if chain.line.kind is Kind.TITLE and not chain.plural else None
    anchor = after_of(view, end + 1) if end is not None else None
    if end is None or anchor is None:
        return None
    found = text.whom.meaning(anchor.lines)
    meaning = replace(found, sector=chain.sector or found.sector, reason=f"{chain.line.where}; {found.reason}")
    if meaning.actor:
        words = [view.tokens[number].text for number in range(chain.end, end + 1)]
        meaning = text.persons.introduce(words, meaning)
    return _named(view, piece.first, anchor.last, meaning), anchor.last + 1


def _titled(view: View, piece: Piece, chain: Chain, name: Piece, text: _Text) -> tuple[Named | None, int]:
    first = piece.first
    while view.word(first - 1) in _DEPUTY:
        first -= 1
    named, end = _person(view, name, first, text, title=chain.line)
    return (named, end) if named else (None, piece.last + 1)


def _of_state(view: View, piece: Piece, chain: Chain, anchor: Piece, text: _Text) -> tuple[Named | None, int]:
    meaning = text.whom.meaning(anchor.lines)
    first, last = piece.first, anchor.last
    while view.word(first - 1) in _DEPUTY or is_former(view, first - 1):
        first -= 1
    former = chain.former or any(is_former(view, number) for number in range(first, piece.first))
    sector = "ELI" if former else chain.sector or meaning.sector
    meaning = replace(meaning, sector=sector, reason=f"{chain.line.where}; {meaning.reason}")
    last, meaning = _with_name(view, last, chain, meaning, text, former=former)
    if not chain.plural:
        text.persons.seat(chain.line, meaning)
    return _named(view, first, last, meaning), last + 1


# States, organisations and places, with what follows


def _anchored(view: View, piece: Piece, text: _Text, last: Named | None) -> tuple[Named | None, int]:
    """A state, organisation or place: alone, as ground, or with the office and the person behind it."""
    if is_a_person(view, piece):
        return None, piece.last + 2 if view.capital(piece.last + 1) else piece.last + 1
    end = institution(view, piece)
    if end is not None:
        reason = f"others.yaml: institution_words: {view.tokens[end].text}; no government"
        return _named(view, piece.first, end, Meaning(None, sector="", reason=reason)), end + 1
    piece = _own_institution(view, piece)
    after = piece.last + 1
    if view.glued(after):
        return _hyphenated(view, piece, text)
    meaning = text.whom.meaning(piece.lines, context=context_of(view, piece))
    if meaning.actor is None and piece.lines[0].doubtful:
        return None, after
    possessive = view.word(after) in _POSSESSIVE
    chain = chain_from(view, after + possessive)
    if chain.line is not NOTHING:
        return _with_office(view, piece, chain, meaning, text)
    direct = view.at.get(after + possessive)
    if direct and direct.kind in PERSONS and direct.lines[0].actor == meaning.actor and piece.kind is not Kind.PLACE:
        named, end = _person(view, direct, direct.first, text, of=meaning.actor)
        if named:
            span = view.span(piece.first, direct.last)
            return replace(named, span=span, quote=span.of(view.text)), end
    if is_language(view, piece):
        return None, after
    ground = ground_of(view, piece, after + possessive)
    if ground is not None:
        return _named(view, piece.first, ground, meaning, place=True), ground + 1
    place = is_place(view, piece, last)
    if piece.lines[0].doubtful and not shown_as_place(view, piece, last):
        return None, after
    return _named(view, piece.first, piece.last, meaning, place=place), after


def _own_institution(view: View, piece: Piece) -> Piece:
    """Iranian Revolutionary Guards: the institution with its state before it; else the name as it was."""
    possessive = view.word(piece.last + 1) in _POSSESSIVE
    following = view.at.get(piece.last + 1 + possessive)
    if following is None or following.kind is not Kind.INSTITUTION or following.lines[0].actor != piece.lines[0].actor:
        return piece
    return Piece(piece.first, following.last, following.lines)


def _hyphenated(view: View, piece: Piece, text: _Text) -> tuple[Named | None, int]:
    """US-led, China-based, Russian-speaking, Soviet-American."""
    word = view.word(piece.last + 2)
    if word in view.lists["spoken"]:
        return None, piece.last + 3
    meaning = text.whom.meaning(piece.lines)
    if piece.lines[0].doubtful:
        return None, piece.last + 1
    based = word in view.lists["based"]
    return _named(view, piece.first, piece.last, meaning, place=based or piece.kind is Kind.PLACE), piece.last + 1


def _with_office(view: View, piece: Piece, chain: Chain, meaning: Meaning, text: _Text) -> tuple[Named | None, int]:
    """Chinese President Xi Jinping, Russian troops, the Danish prime minister."""
    former = chain.former or is_former(view, piece.first - 1)
    first = piece.first - 1 if is_former(view, piece.first - 1) else piece.first
    keeps = piece.kind is Kind.INSTITUTION or (piece.kind is Kind.ORGANISATION and chain.sector == "GOV")
    sector = meaning.sector if keeps or not chain.sector else chain.sector
    if piece.kind is Kind.PEOPLE and not chain.sector:
        sector = "CVL"
    elif piece.kind is not Kind.INSTITUTION and sector == "CVL" and not chain.sector:
        sector = "GOV"
    chain = with_second_office(view, chain)
    meaning = replace(meaning, sector="ELI" if former else sector, reason=f"{meaning.reason}; {chain.line.where}")
    end, meaning = _with_name(view, chain.end - 1, chain, meaning, text, former=former)
    if not chain.plural:
        text.persons.seat(chain.line, meaning)
    if end == chain.end - 1 and chain.line.kind is Kind.TITLE and not chain.plural and meaning.actor:
        words = stranger_before(view, piece.first)
        meaning = text.persons.introduce(words, meaning) if words else meaning
    return _named(view, first, end, meaning), end + 1


def _with_name(
    view: View, last: int, chain: Chain, meaning: Meaning, text: _Text, *, former: bool
) -> tuple[int, Meaning]:
    """The person named behind an office, or the one who held it on the day."""
    piece = name_at(view, last + 1)
    if piece and piece.first not in view.at and view.capital(piece.last + 1):
        piece = None  # Li Xin: the first word of a stranger's name
    if view.word(last + 1) == ",":
        piece = apposed(view, last + 2, meaning)
    if piece and piece.kind in PERSONS and not chain.plural:
        name = view.span(piece.first, piece.last).of(view.text)
        person = text.persons.meaning(piece.lines, name, title=chain.line, of=meaning.actor)
        joined = replace(meaning, person=person.person, reason=f"{meaning.reason}; {person.reason}")
        joined = joined if meaning.actor else replace(joined, actor=person.actor, candidates=())
        text.persons.remember(joined, piece.lines)
        return piece.last, joined
    if chain.line.kind is Kind.TITLE and not chain.plural:
        end = strange_name(view, last + 1)
        if end is not None and meaning.actor:
            words = [view.tokens[number].text for number in range(last + 1, end + 1)]
            return end, text.persons.introduce(words, meaning)
        if chain.bare and not former and view.word(article_before(view, last, chain)) not in ("a", "an"):
            return last, text.persons.in_office(meaning, chain.line)
    return last, meaning
