"""Nouns of office around a state and the names behind them: "first deputy foreign minister Roman Vassilenko"."""

from __future__ import annotations

from dataclasses import dataclass, replace

from keystone_states.reading.lexicon import Kind, Line
from keystone_states.reading.pieces import ANCHORS, DAYS, MONTHS, NO_SURNAME, NOUNS, PERSONS, Piece, View, is_former
from keystone_states.reading.whom import Meaning

LONGEST_NAME = 6  # words of a name that no dictionary holds
REACH = 4  # words that may stand between a state and the noun of office
NOTHING = Line("", Kind.NOBODY, "")
_PARTICLES = frozenset(
    ("al", "el", "bin", "ibn", "ben", "abu", "de", "da", "del", "della", "der", "den", "van", "von", "la", "le", "ul")
)


@dataclass(frozen=True, slots=True)
class Chain:
    """Nouns of office behind a state: where they end, what they give."""

    end: int
    line: Line
    sector: str
    former: bool
    plural: bool
    bare: bool  # nothing but one noun


def chain_from(view: View, at: int) -> Chain:
    """The nouns of office from a token on: "Foreign Ministry spokesman", "first deputy prime minister"."""
    lines: list[Line] = []
    former, bare = False, True
    while True:
        piece = view.at.get(at)
        if piece and piece.kind in NOUNS:
            lines.append(piece.lines[0])
            at = piece.last + 1
            continue
        reached = _bridge(view, at)
        if reached is None:
            break
        former = former or any(is_former(view, number) for number in range(at, reached))
        bare = bare and all(view.word(number) in ("current", "own") for number in range(at, reached))
        at = reached
    if not lines:
        return Chain(at, NOTHING, "", former, False, False)
    sectors = [line.sector for line in lines if line.sector]
    strong = next((sector for sector in sectors if sector in ("OPP", "REB")), None)
    sector = strong or (sectors[-1] if sectors else "")
    return Chain(at, lines[-1], sector, former, lines[-1].plural, bare and len(lines) == 1)


def _bridge(view: View, at: int) -> int | None:
    """The next noun of office, when nothing but modifiers and capitalised words stand between."""
    for number in range(at, min(at + REACH + 1, len(view.tokens))):
        piece = view.covered.get(number)
        if piece and piece.kind in NOUNS and piece.first == number:
            return number if number > at else None
        known = view.word(number) in view.lists["modifiers"] or view.glued(number)
        joint = view.word(number) in ("and", "for") and number > at and view.capital(number + 1)
        strange = view.capital(number) and (piece is None or piece.kind is Kind.NOBODY)
        if not (known or joint or strange) or view.word(number) in DAYS | MONTHS:
            return None
    return None


def with_second_office(view: View, chain: Chain) -> Chain:
    """Over "and" when one person holds both: "Chinese president and party secretary Xi Jinping"."""
    if view.word(chain.end) != "and" or chain.plural:
        return chain
    second = chain_from(view, chain.end + 1)
    person = view.at.get(second.end)
    named = (person and person.kind in PERSONS) or strange_name(view, second.end) is not None
    if second.line.kind is not Kind.TITLE or second.plural or not named:
        return chain
    return replace(chain, end=second.end)


def after_of(view: View, at: int) -> Piece | None:
    """The state or organisation behind "of", with up to three words between."""
    if view.word(at) != "of":
        return None
    for number in range(at + 1, at + 5):
        piece = view.at.get(number)
        if piece and piece.kind in ANCHORS and piece.kind is not Kind.PEOPLE:
            return None if view.glued(piece.last + 1) else piece
        if view.word(number) not in ("the", "an", "a", "independent", "republic", "state", "kingdom", "newly"):
            return None
    return None


def article_before(view: View, last: int, chain: Chain) -> int:
    """The token before the phrase that ends at `last`, when an article stands there."""
    number = last
    while number >= 0 and view.word(number) not in ("a", "an", "the", ",", "and"):
        number -= 1
        if last - number > REACH + len(chain.line.name.split()):
            break
    return number


def apposed(view: View, at: int, meaning: Meaning) -> Piece | None:
    """A person of the same state between commas: "Russia's president, Vladimir Putin, said"."""
    piece = view.at.get(at)
    if piece is None or piece.kind is not Kind.PERSON or meaning.actor not in {line.actor for line in piece.lines}:
        return None
    return piece if view.word(piece.last + 1) in (",", ".", "", ";", "”", '"') else None


def strange_name(view: View, at: int) -> int | None:
    """The last token of a run of capitalised words that no dictionary holds; None where there is none."""
    end = None
    for number in range(at, min(at + LONGEST_NAME, len(view.tokens))):
        word, piece = view.tokens[number].text, view.covered.get(number)
        if piece and (piece.kind not in (Kind.SURNAME, Kind.PLACE, Kind.NOBODY) or number == at != piece.first):
            break
        if view.capital(number) and word[-1].isalpha() and view.word(number) not in NO_SURNAME:
            end = number
        elif not (number > at and (view.word(number) in _PARTICLES or view.glued(number) or word == ".")):
            break
    return end


def stranger_before(view: View, first: int) -> list[str]:
    """The words of a name that no dictionary holds, before a comma: "Roman Vassilenko, the Kazakh deputy minister"."""
    number = first - 1
    while view.word(number) in ("the", "a", "an", "then"):
        number -= 1
    if view.word(number) != ",":
        return []
    words: list[str] = []
    while _is_name_word(view, number - 1) and len(words) < LONGEST_NAME:
        number -= 1
        words.insert(0, view.tokens[number].text)
    return words if len(words) > 1 else []


def _is_name_word(view: View, number: int) -> bool:
    return view.capital(number) and number not in view.covered and view.word(number) not in NO_SURNAME
