"""Lemmas: the form of a word under which a dictionary lists it.

Nouns, verbs, adjectives and adverbs by lemminflect (its lexicon, and its rules for words outside it) when their Penn
tag says that they are inflected; a short table for the closed classes; else the word itself. Small letters but for
names, as in Universal Dependencies for English: `visited` → visit, `better` → good, `n't` → not, `Nations` → Nation.
"""

from __future__ import annotations

from collections.abc import Sequence
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


def joined(found: Sequence[str], words: frozenset[str]) -> tuple[str, ...]:
    """The same lemmas with that of a hyphenated word for each of its two parts, where the word is one of some.

    >>> joined(("it", "test", "-", "fire", "rocket"), frozenset(["test-fire"]))
    ('it', 'test-fire', '-', 'test-fire', 'rocket')
    """
    lemmas = list(found)
    for i in range(1, len(lemmas) - 1):
        whole = f"{found[i - 1]}-{found[i + 1]}".lower()
        if found[i] == "-" and whole in words:
            lemmas[i - 1] = lemmas[i + 1] = whole
    return tuple(lemmas)


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
