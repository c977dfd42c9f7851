from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keystone_states.reading.lemmas import lemma, lemmas
from keystone_states.reading.parse import load_parser


@pytest.mark.parametrize(
    ("word", "upos", "xpos", "found"),
    [
        ("met", "VERB", "VBD", "meet"),
        ("held", "VERB", "VBN", "hold"),
        ("Withdrew", "VERB", "VBD", "withdraw"),
        ("brokering", "VERB", "VBG", "broker"),
        ("sought", "VERB", "VBN", "seek"),
        ("visits", "VERB", "VBZ", "visit"),
        ("visits", "NOUN", "NNS", "visit"),
        ("crises", "NOUN", "NNS", "crisis"),
        ("talks", "NOUN", "NNS", "talk"),
        ("best", "ADJ", "JJS", "good"),
        ("Chinese", "ADJ", "JJ", "chinese"),
        ("more", "ADJ", "JJR", "more"),
        ("was", "AUX", "VBD", "be"),
        ("’s", "AUX", "VBZ", "be"),
        ("'s", "PART", "POS", "'s"),
        ("n't", "PART", "RB", "not"),
        ("wo", "AUX", "MD", "will"),
        ("them", "PRON", "PRP", "they"),
        ("her", "PRON", "PRP", "she"),
        ("her", "PRON", "PRP$", "her"),
        ("An", "DET", "DT", "a"),
        ("Astana", "PROPN", "NNP", "Astana"),
        ("Between", "ADP", "IN", "between"),
        ("", "VERB", "VBD", ""),
        ("\u202e", "NOUN", "NNS", "\u202e"),
    ],
)
def test_lemmas_of_words(word: str, upos: str, xpos: str, found: str) -> None:
    assert lemma(word, upos, xpos) == found


def test_lemmas_of_a_sentence() -> None:
    (parsed,) = load_parser().parse([["Leaders", "did", "n't", "agree", "."]])
    assert lemmas(parsed) == ("leader", "do", "not", "agree", ".")


@given(
    st.text(max_size=20), st.sampled_from(["NOUN", "VERB", "ADJ", "ADV", "PROPN", "X"]), st.sampled_from(["NNS", "VBD"])
)
def test_any_word_has_a_lemma(word: str, upos: str, xpos: str) -> None:
    assert isinstance(lemma(word, upos, xpos), str)
    assert bool(lemma(word, upos, xpos)) == bool(word)


def test_half_a_letter_has_a_lemma() -> None:
    assert lemma("\ud800s", "NOUN", "NNS")
