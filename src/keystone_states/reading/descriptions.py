"""The ministry, the bloc, the president: whom such words mean that the text has named in full before.

A title of which the text has introduced one bearer only is read where names are (`persons.py`); here are bodies, and
titles of which it has introduced several.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from keystone_states.reading.pronouns import opens
from keystone_states.reading.records import Named, Sentence, Span, Token
from keystone_states.reading.rules import status_words

LONGEST_WAY_BACK = 6  # sentences
_LONGEST = 3  # words of a description


@dataclass
class _Told:
    """Who has been named so far, by sentence, each with the words that the text has called them by."""

    called: dict[tuple[str | None, str | None], set[str]] = field(default_factory=dict)
    sentences: list[list[Named]] = field(default_factory=list)

    def add(self, named: Sequence[Named]) -> None:
        self.sentences.append(list(named))
        for each in named:
            self.called.setdefault((each.actor, each.person), set()).update(_words(each.quote))

    def last(self, words: tuple[str, ...]) -> list[Named]:
        """Those of the nearest sentence before who are called by all of some words."""
        for names in reversed(self.sentences[-LONGEST_WAY_BACK:]):
            found = [each for each in names if set(words) <= self.called[each.actor, each.person]]
            if found:
                return found
        return []


def resolve_descriptions(sentences: Sequence[Sentence], names: Sequence[Named]) -> tuple[Named, ...]:
    """A name for each "the president", "the foreign ministry" that goes back to one that was named in full.

    What is meant is who was last called so in the six sentences before: a person keeps the titles the text gave with
    the name. Of two that one sentence names, the one that opens it is meant, else none. "The president of France" is a
    name itself; the list of nouns is `described` in `dictionaries/status.yaml`.
    """
    told = _Told()
    resolved: list[Named] = []
    topic: Named | None = None
    for sentence in sentences:
        here = sorted((each for each in names if each.span in sentence.span and each.actor), key=lambda each: each.span)
        found = list(_in_sentence(sentence, here, told, topic))
        resolved += found
        told.add([*here, *found])
        topic = next((each for each in (*here, *found) if opens(each, sentence)), None)
    return tuple(resolved)


def _words(quote: str) -> set[str]:
    words = quote.lower().replace("-", " ").split()
    return set() if {"vice", "deputy", "former", "ex"} & set(words) else set(words)


def _in_sentence(sentence: Sentence, here: Sequence[Named], told: _Told, topic: Named | None) -> Iterator[Named]:
    tokens = sentence.tokens
    for at, token in enumerate(tokens):
        length = _length(tokens, at + 1) if token.text.lower() == "the" else 0
        if not length:
            continue
        span = Span(token.span.start, tokens[at + length].span.end)
        if any(each.span.start < span.end and span.start < each.span.end for each in here):
            continue
        last = told.last(tuple(each.text.lower() for each in tokens[at + 1 : at + 1 + length]))
        means = last[-1] if len({(each.actor, each.person) for each in last}) == 1 else topic if topic in last else None
        if means is not None:
            quote = " ".join(each.text for each in tokens[at : at + 1 + length])
            yield replace(
                means, span=span, quote=quote, place=False, reason=f"{means.quote}, told of before; {means.reason}"
            )


def _length(tokens: Sequence[Token], at: int) -> int:
    """How many words from one on make a description that nothing narrows (not "the president of", "the army chief")."""
    for length in range(_LONGEST, 0, -1):
        words = [token.text.lower() for token in tokens[at : at + length]]
        after = tokens[at + length].text if at + length < len(tokens) else "."
        if len(words) == length and " ".join(words) in status_words().described:
            return 0 if after == "of" or after[:1].isupper() or after == "-" else length
    return 0
