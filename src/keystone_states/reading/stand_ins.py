"""Read a sentence with a plain word in the place of each name, so that what is not a name decides how it is parsed.

A parser trained on one treebank takes "Theoden praised Denethor" for one long name, as it has seen neither. With names
known beforehand, the capitalised words of a name become one word that it knows well ("France praised Smith"); the tree
is then spread over the words that stood there. A sentence parses the same whichever actors it names.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from keystone_states.reading.pronouns import is_person
from keystone_states.reading.records import Named, Sentence
from keystone_states.reading.tree import Parse

_JOINING = (
    "of",
    "for",
    "and",
    "the",
    "on",
    "in",
    "to",
    "-",
    "–",
    "&",
    "al",
    "bin",
    "de",
    "von",
    "van",
    "der",
    "den",
    "del",
    "la",
    "da",
    "ibn",
    "ben",
)
_ADJECTIVE = ("an", "ese", "ish", "i", "ic", "ch", "im", "ss", "dic", "li")
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SMALL = (
    *(
        "night",
        "morning",
        "evening",
        "afternoon",
        "and",
        "or",
        "but",
        "in",
        "at",
        "to",
        "for",
        "with",
        "that",
        "as",
        "by",
    ),
    *("after", "before", "of", "on", "from", "when", "over", "because", "under", "about", "against", "into", "through"),
    *("during", "until", "while", "without", "within", "amid", "near", "despite", "following", "between", "among"),
    *(
        "along",
        "around",
        "across",
        "since",
        "if",
        "who",
        "which",
        "than",
        "the",
        "a",
        "an",
        "its",
        "his",
        "her",
        "their",
    ),
    *("where", "ahead", "out", "off", "up", "down", "toward", "towards", "outside", "upon", "not", "so"),
)
_PLAIN = {"premier": "minister", "emir": "king", "sultan": "king", "chancellor": "president", "premiers": "ministers"}
_VISITED = {"is", "was", "are", "were", "be", "been", "by", "of", "for", "after", "before", "while", "from", "without"}
_NAME, _PLURAL, _ADJECTIVAL = "Russia", "Russians", "Russian"


@dataclass(frozen=True, slots=True)
class Shortened:
    """The words to parse, and for each the words of the sentence it stands for: their first and the one after the last.

    The last word of each stretch carries the relation to the rest, the others hang from it.
    """

    words: tuple[str, ...]
    originals: tuple[str, ...]
    stretches: tuple[tuple[int, int], ...]

    def spread(
        self, lemmas: Sequence[str], upos: Sequence[str], heads: Sequence[int], relations: Sequence[str]
    ) -> Parse:
        """Lemmas, tags and tree of the words parsed, over those of the sentence; heads count from 1, 0 is the root."""
        spread: list[tuple[str, str, int, str]] = []
        rows = zip(self.stretches, lemmas, upos, heads, relations, strict=True)
        for number, ((start, end), lemma, tag, head, relation) in enumerate(rows):
            own = self.originals[start:end]
            within = "dep" if self.words[number] == own[-1] else "flat"  # words of time before a verb, or of a name
            spread += [(word, tag, end, within) for word in own[:-1]]
            above = self.stretches[head - 1][1] if head else 0
            spread.append((lemma if self.words[number] == own[-1] else own[-1], tag, above, relation))
        return tuple(zip(*spread, strict=True)) if spread else ((), (), (), ())  # type: ignore[return-value]


def shortened(sentence: Sentence, names: Iterable[Named]) -> Shortened:
    """The words of a sentence with one plain word for each run of capitalised words of a name."""
    words: list[str] = []
    stretches: list[tuple[int, int]] = []
    runs = {_with_guest(sentence, start, name): (end, name) for name in names for start, end in _runs(sentence, name)}
    at = 0
    while at < len(sentence.tokens):
        end, name = runs.get(at, (_end_of_weekday(sentence, at) + 1, None))
        last = sentence.tokens[end - 1].text
        words.append(_PLAIN.get(last, last) if name is None else _stand_in(sentence, end, name))
        stretches.append((at, end))
        at = end
    return Shortened(tuple(words), tuple(token.text for token in sentence.tokens), tuple(stretches))


def _end_of_weekday(sentence: Sentence, at: int) -> int:
    """Where a weekday ends that stands between subject and verb (The envoy on Friday met); `at` where none does."""
    words = [token.text for token in sentence.tokens[at : at + 3]]
    if at == 0 or not sentence.tokens[at - 1].text[-1].isalnum():
        return at
    length = 2 if words[0] == "on" else 1
    if len(words) <= length:
        return at
    after = words[length]
    return at + length if words[length - 1] in _WEEKDAYS and after[:1].islower() and after not in _SMALL else at


def _runs(sentence: Sentence, name: Named) -> Iterable[tuple[int, int]]:
    """Stretches of capitalised words within a name, small words between two of them included."""
    inside = [
        at
        for at, token in enumerate(sentence.tokens)
        if name.span.start <= token.span.start and token.span.end <= name.span.end
    ]
    start = end = None
    for at in inside:
        text = sentence.tokens[at].text
        if text[:1].isupper() or (text[:1].isalpha() and start is not None and end == at and _inner_capital(text)):
            start, end = (at if start is None else start), at + 1
        elif start is not None and text.lower() not in _JOINING:
            yield start, end or at
            start = end = None
    if start is not None:
        yield start, end or start + 1


def _with_guest(sentence: Sentence, start: int, name: Named) -> int:
    """Where a name begins with what says that its bearer is a guest: talks with visiting Italian President Rossi."""
    before = [token.text.lower() for token in sentence.tokens[max(0, start - 2) : start]]
    is_first = sentence.tokens[start].span.start == name.span.start
    guest = is_first and is_person(name) and before[-1:] == ["visiting"] and not set(before) & _VISITED
    return start - 1 if guest else start


def _inner_capital(text: str) -> bool:
    return any(letter.isupper() for letter in text)


def _stand_in(sentence: Sentence, end: int, name: Named) -> str:
    """The word to parse: an adjective before a noun in small letters, a people, or a name."""
    last = sentence.tokens[end - 1].text
    following = sentence.tokens[end].text if end < len(sentence.tokens) else ""
    described = f"{last} is adjective" in name.reason or f"{last} is another name" in name.reason
    if described and last.lower().endswith(_ADJECTIVE) and following[:1].islower():
        return _ADJECTIVAL
    if last.endswith("s") and last[:-1].lower().endswith(_ADJECTIVE):
        return _PLURAL
    return _NAME
