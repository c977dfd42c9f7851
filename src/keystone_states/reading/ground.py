"""Ground or government: whether a name is a place, a language, a person's name or part of a school's or a treaty's."""

from __future__ import annotations

from keystone_states.reading.chains import NOTHING, chain_from
from keystone_states.reading.lexicon import Kind
from keystone_states.reading.pieces import DAYS, MONTHS, Piece, View
from keystone_states.reading.records import Named


def is_place(view: View, piece: Piece, last: Named | None) -> bool:
    """Whether the name stands for ground: a city always, a capital after "in" or "to", a state after "in"."""
    if piece.kind is Kind.PLACE:
        return True
    if piece.kind is Kind.CAPITAL:
        return _behind(view, piece, view.lists["after_place"], last) or _is_dateline(view, piece)
    return piece.kind is Kind.STATE and _behind(view, piece, view.lists["ground"], last)


def _behind(view: View, piece: Piece, words: frozenset[str], last: Named | None) -> bool:
    number = piece.first - 1
    if view.word(number) in ("and", "or", ",") and last and last.place and number > 0:
        return view.tokens[number - 1].span.end == last.span.end or view.tokens[number].span.start == last.span.end
    while view.word(number) in view.lists["skipped"] or view.word(number) == ",":
        if view.word(number) == "capital":
            return True
        if view.word(number) == "," and view.word(number - 1) != "capital":
            return False
        number -= 1
    return view.word(number) in words


def _is_dateline(view: View, piece: Piece) -> bool:
    """MOSCOW (Reuters) - or ALGIERS, Algeria - at the head of a sentence."""
    if piece.first != 0:
        return False
    word = view.tokens[0].text
    if word.isupper() and len(word) > 3 and view.word(piece.last + 1) in (",", ":"):
        return True
    head = view.word(piece.last + 1)
    return head in ("(", "-", "—", "–", "--") or (
        head == "," and (view.word(piece.last + 2).rstrip(".")[:3] in {month[:3] for month in MONTHS})
    )


def shown_as_place(view: View, piece: Piece, last: Named | None) -> bool:
    """Whether a doubtful city stands where only a place can."""
    if _behind(view, piece, view.lists["after_place"], last):
        return True
    following = view.at.get(piece.last + 2) if view.word(piece.last + 1) == "," else None
    return following is not None and following.lines[0].actor in {line.actor for line in piece.lines}


def ground_of(view: View, piece: Piece, at: int) -> int | None:
    """The last token of "Kazakhstan's capital", "Chinese territory": ground of the state; None where it is not."""
    if piece.kind not in (Kind.STATE, Kind.ADJECTIVE):
        return None
    phrase = " ".join(view.low[at : at + 2])
    if phrase in view.lists["grounds"]:
        return at + 1
    return at if view.word(at) in view.lists["grounds"] else None


def context_of(view: View, piece: Piece) -> frozenset[str]:
    """Actors that the words around a name point to: the state or province behind it, the American words beside it."""
    following = view.at.get(piece.last + 2) if view.word(piece.last + 1) == "," else None
    if following and following.lines[0].province:
        return frozenset(line.actor for line in following.lines if line.actor)
    if following and following.kind is Kind.STATE and piece.kind in (Kind.PLACE, Kind.CAPITAL):
        return frozenset(line.actor for line in following.lines if line.actor)
    if view.word(piece.first) == "georgia":
        american = view.low[max(piece.first - 3, 0) : piece.first] == ("us", "state", "of")
        return frozenset(("USA",) if american or view.lists["us_context"] & set(view.low) else ())
    return frozenset()


def institution(view: View, piece: Piece) -> int | None:
    """The last token of a school, treaty or paper that has a place in its name."""
    if piece.kind not in (Kind.CAPITAL, Kind.PLACE, Kind.STATE):
        return None
    for number in range(piece.last + 1, piece.last + (4 if piece.kind is not Kind.STATE else 2)):
        if not view.capital(number) or (number in view.covered and view.word(number) != "state"):
            return None
        if view.word(number) in view.lists["institution_words"]:
            return number
    return None


def is_language(view: View, piece: Piece) -> bool:
    """In English, speaks French and Russian: adjectives behind such a word with no noun behind them."""
    following = view.word(piece.last + 1)
    if piece.kind is not Kind.ADJECTIVE or (following[:1].isalnum() and following not in ("and", "or", "with")):
        return False
    number = piece.first - 1
    while view.word(number) in (",", "and", "or") and (one := view.covered.get(number - 1)) and one.kind is piece.kind:
        number = one.first - 1
    return view.word(number) in ("in", "into", "speak", "speaks", "spoke", "speaking")


def is_a_person(view: View, piece: Piece) -> bool:
    """Jordan Peterson, Michael Jordan: a state's or a city's name as a person's."""
    if piece.first != piece.last or view.word(piece.first) not in view.lists["given"]:
        return False
    if view.word(piece.first - 1) in view.lists["first_names"] and view.capital(piece.first - 1):
        return True
    number = piece.last + 1
    free = view.capital(number) and number not in view.covered and view.tokens[number].text.isalpha()
    chained = free and chain_from(view, number).line is not NOTHING
    odd = view.word(number) in view.lists["institution_words"] or view.word(number) in DAYS | MONTHS
    return free and not chained and not odd and not view.tokens[number].text.isupper()
