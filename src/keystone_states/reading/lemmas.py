"""Lemmas: the form of a word under which a dictionary lists it.

Nouns, verbs, adjectives and adverbs by lemminflect (its lexicon, and its rules for words outside it) when their Penn
tag says that they are inflected; a short table for the closed classes; else the word itself. Small letters but for
names, as in Universal Dependencies for English: `visited` → visit, `better` → good, `n't` → not, `Nations` → Nation.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from keystone_states.reading.parse import Parsed

_INFLECTED = frozenset(("NNS", "NNPS", "VBD", "VBG", "VBN", "VBZ", "JJR", "JJS", "RBR", "RBS"))
_OPEN = frozenset(("NOUN", "PROPN", "VERB", "ADJ", "ADV"))
_AS_THEY_ARE = frozenset(("more", "most", "less", "least"))
_CLOSED: dict[str, dict[str, str]] = {
    "AUX": {
        **dict.fromkeys(
            ("am", "are", "is", "was", "were", "been", "being", "'s", "’s", "'m", "’m", "'re", "’re"), "be"
        ),
        **dict.fromkeys(("has", "had", "having", "'ve", "’ve"), "have"),
        **dict.fromkeys(("does", "did", "doing", "done"), "do"),
        **{"'ll": "will", "’ll": "will", "wo": "will", "ca": "can", "sha": "shall", "'d": "would", "’d": "would"},
        **{"got": "get", "gets": "get", "getting": "get"},
    },
    "PRON": {
        **{"i": "I", "me": "I", "him": "he", "us": "we", "'s": "we", "them": "they", "'em": "they", "’em": "they"},
        **{"these": "this", "those": "that"},
    },
    "VERB": dict.fromkeys(("am", "are", "'s", "’s", "'m", "’m", "'re", "’re"), "be"),
    "DET": {"an": "a", "these": "this", "those": "that"},
    "PART": {"n't": "not", "n’t": "not", "’s": "'s", "’": "'s", "'": "'s", "na": "to"},
}


def lemmas(parsed: Parsed) -> tuple[str, ...]:
    """The lemma of every word of a sentence."""
    return tuple(lemma(*word) for word in zip(parsed.words, parsed.upos, parsed.xpos, strict=True))


def with_hidden_verbs(parsed: Parsed) -> Parsed:
    """The same with each verb tagged as one that was taken for an adjective or a noun (Dale lent grain).

    A word with a subject and an object of its own in the tree is a verb where the lexicon knows it as a form of one.
    """
    subjects, objects = (
        {head for head, relation in zip(parsed.heads, parsed.relations, strict=True) if relation == kind}
        for kind in ("nsubj", "obj")
    )
    hidden = {
        i for i in subjects & objects if i and parsed.upos[i - 1] in ("ADJ", "NOUN") and _is_verb(parsed.words[i - 1])
    }
    if not hidden:
        return parsed
    places = range(1, len(parsed.words) + 1)
    return replace(
        parsed,
        upos=tuple("VERB" if i in hidden else parsed.upos[i - 1] for i in places),
        xpos=tuple("VBD" if i in hidden else parsed.xpos[i - 1] for i in places),
    )


def with_root_verb(parsed: Parsed) -> Parsed:
    """The same with a verb for its root where the parser took it for what describes its object (Dale eased tolls).

    That is so where the root is a noun that a word describes which is a form of a verb in the past, with a noun right
    before it. What stands before that verb becomes its subject, the noun its object.
    """
    root = next((i for i, head in enumerate(parsed.heads) if head == 0), -1)
    verb = next((i for i in range(1, root) if parsed.heads[i] == root + 1 and _is_lost_verb(parsed, i)), -1)
    if root < 0 or verb < 0 or parsed.upos[root] not in ("NOUN", "PROPN"):
        return parsed
    heads, relations = list(parsed.heads), list(parsed.relations)
    upos, xpos = list(parsed.upos), list(parsed.xpos)
    for i in range(verb):
        if heads[i] in (root + 1, verb + 1):
            heads[i], relations[i] = (verb, "compound") if i != verb - 1 else (verb + 1, "nsubj")
    heads[verb], relations[verb], upos[verb], xpos[verb] = 0, "root", "VERB", "VBD"
    heads[root], relations[root] = verb + 1, "obj"
    return replace(parsed, heads=tuple(heads), relations=tuple(relations), upos=tuple(upos), xpos=tuple(xpos))


def with_perfect(parsed: Parsed) -> Parsed:
    """The same with "having" as a helping verb before a participle that was taken to describe the noun behind it."""
    upos, heads = list(parsed.upos), list(parsed.heads)
    relations = list(parsed.relations)
    for i, word in enumerate(parsed.words[:-1]):
        noun = heads[i + 1] - 1
        if word.lower() != "having" or upos[i + 1] != "VERB" or relations[i + 1] != "amod" or heads[noun] != i + 1:
            continue
        heads = [i + 2 if head == i + 1 else head for head in heads]
        heads[i + 1], relations[i + 1] = heads[i], relations[i]
        upos[i], heads[i], relations[i], relations[noun] = "AUX", i + 2, "aux", "obj"
    return replace(parsed, upos=tuple(upos), heads=tuple(heads), relations=tuple(relations))


def _is_lost_verb(parsed: Parsed, index: int) -> bool:
    described = parsed.relations[index] == "amod" and parsed.upos[index] in ("VERB", "ADJ")
    subject = parsed.upos[index - 1] in ("NOUN", "PROPN") and parsed.heads[index - 1] > index
    return described and subject and not parsed.words[index].endswith("ing") and _is_verb(parsed.words[index])


def with_prepositions(parsed: Parsed) -> Parsed:
    """The same with "following" as a preposition where it stands before a noun without an article (following talks).

    The parser takes it for a participle that describes the noun; after "the" it is one.
    """
    found = {
        i
        for i, (word, tag, relation) in enumerate(zip(parsed.words, parsed.upos, parsed.relations, strict=True))
        if word.lower() == "following" and tag == "VERB" and relation == "amod" and not _has_article(parsed, i)
    }
    return replace(
        parsed,
        upos=tuple("ADP" if i in found else tag for i, tag in enumerate(parsed.upos)),
        relations=tuple("case" if i in found else relation for i, relation in enumerate(parsed.relations)),
    )


def _has_article(parsed: Parsed, index: int) -> bool:
    """Whether the noun that a word describes has an article or another determiner before the word."""
    return any(
        relation in ("det", "nmod:poss") and head == parsed.heads[index] and at < index
        for at, (relation, head) in enumerate(zip(parsed.relations, parsed.heads, strict=True))
    )


def _is_verb(word: str) -> bool:
    import lemminflect

    return bool(lemminflect.getAllLemmas(word.lower(), upos="VERB"))


@lru_cache(maxsize=65_536)
def lemma(word: str, upos: str, xpos: str) -> str:
    """The lemma of a word with its tags.

    >>> lemma("went", "VERB", "VBD"), lemma("ties", "NOUN", "NNS"), lemma("Astana", "PROPN", "NNP")
    ('go', 'tie', 'Astana')
    """
    small = word if upos == "PROPN" or xpos in ("NNP", "NNPS") else word.lower()
    if upos == "PRON" and xpos == "PRP" and small == "her":
        return "she"
    closed = _CLOSED.get(upos, {})
    if small in closed or small in _AS_THEY_ARE or not word:
        return closed.get(small, small)
    if upos not in _OPEN or (xpos not in _INFLECTED and upos != "VERB"):
        return small
    import lemminflect  # half a second, so only once a word needs it

    found = tuple(filter(None, lemminflect.getLemma(small, upos)))  # "" for some numbers
    if xpos not in _INFLECTED and small in found:
        return small  # a verb tagged as its plain form, and one; froze and sank, so tagged by mistake, are none
    return str(next(iter(found), small))
