"""He, she, his, her: the person they mean, where only one can be, or the sentence before was about one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from keystone_states.reading.lexicon import Lexicon, folded
from keystone_states.reading.persons import STRANGER
from keystone_states.reading.records import Named, Sentence, Span

GENDERS = {
    **dict.fromkeys(("he", "him", "his", "himself"), "male"),
    **dict.fromkeys(("she", "her", "hers", "herself"), "female"),
}


def resolve_pronouns(
    sentences: tuple[Sentence, ...], names: tuple[Named, ...], *, lexicon: Lexicon
) -> tuple[Named, ...]:
    """A name for each pronoun of the third person that can mean one person only, or that goes on about one.

    Who can be meant: the persons named before it in its own sentence and in the sentence before, of the pronoun's
    gender or of a gender not known; a pronoun resolved there counts as its person. Of several, a he or she that opens a
    sentence is the one whose name opens the sentence before. Any other pronoun of several possible persons, or of
    none, is left alone; it and they always are. Sorted by place; a new paragraph does not break the chain.
    """
    resolved: list[Named] = []
    before: list[Named] = []
    topic: Named | None = None
    for sentence in sentences:
        here = [each for each in names if each.span in sentence.span and is_person(each)]
        found = list(_in_sentence(sentence, before, here, topic, lexicon))
        resolved += found
        before = [*here, *found]
        topic = next((each for each in sorted(before, key=lambda each: each.span) if opens(each, sentence)), None)
    return tuple(resolved)


def is_person(named: Named) -> bool:
    """Whether the name is a single person's, in the table of persons or introduced by the text."""
    return named.actor is not None and (named.person is not None or named.reason.startswith(STRANGER))


def gender(named: Named, lexicon: Lexicon) -> str | None:
    """The gender of a person: by the table of women among known persons, by the form of address; None: not known."""
    if named.person is not None:
        return "female" if named.person in lexicon.words.women else "male"
    words = {folded(word) for word in named.quote.split()}
    return next((each for each in ("male", "female") if words & lexicon.word_sets[each]), None)


def opens(named: Named, sentence: Sentence) -> bool:
    """Whether a name is the first thing a sentence says, so that the sentence is about it: his name, or "he"."""
    at = next((token.span.start for token in sentence.tokens if token.text.isalpha()), -1)
    return named.span.start <= at < named.span.end


def _in_sentence(
    sentence: Sentence, before: Sequence[Named], here: Sequence[Named], topic: Named | None, lexicon: Lexicon
) -> Iterator[Named]:
    taken = [each.span for each in here]
    for token in sentence.tokens:
        wanted = GENDERS.get(token.text.lower())
        if wanted is None or any(token.span in span for span in taken):
            continue
        earlier = [each for each in here if each.span.end <= token.span.start]
        possible = [each for each in (*before, *earlier) if gender(each, lexicon) in (wanted, None)]
        if len({_who(each) for each in possible}) == 1:
            yield _as_pronoun(token.span, token.text, possible[-1], "the only person it can mean")
        elif topic in possible and token == sentence.tokens[0]:
            yield _as_pronoun(token.span, token.text, topic, "whom the sentence before was about")


def _who(named: Named) -> tuple[str | None, str]:
    """What tells two persons apart: the identifier, or the last word of a name that has none."""
    return (named.person, "") if named.person else (named.actor, named.quote.split()[-1])


def _as_pronoun(span: Span, quote: str, person: Named, why: str) -> Named:
    reason = f"pronoun: {person.quote}, {why}; {person.reason}"
    return replace(person, span=span, quote=quote, place=False, reason=reason)
