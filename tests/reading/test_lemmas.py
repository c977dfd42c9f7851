from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keystone_states.reading.lemmas import lemma, lemmas, with_hidden_verbs, with_prepositions
from keystone_states.reading.parse import Parsed, load_parser


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


def test_a_verb_that_was_tagged_as_something_else_is_one_where_the_tree_says_so() -> None:
    lent = Parsed(("Dale", "lent", "grain"), ("PROPN", "ADJ", "NOUN"), ("NNP", "JJ", "NN"), (2, 0, 2), ())
    found = with_hidden_verbs(replace(lent, relations=("nsubj", "root", "obj")))
    assert (found.upos, found.xpos) == (("PROPN", "VERB", "NOUN"), ("NNP", "VBD", "NN"))
    assert lemmas(found) == ("Dale", "lend", "grain")
    for relations in (("nsubj", "root", "dep"), ("dep", "root", "obj")):
        plain = replace(lent, relations=relations)
        assert with_hidden_verbs(plain) is plain
    green = replace(lent, words=("Dale", "green", "grain"), relations=("nsubj", "root", "obj"))
    assert lemmas(with_hidden_verbs(green))[1] == "green"


def test_following_is_a_preposition_before_a_bare_noun() -> None:
    bare = Parsed(
        ("Following", "talks", "both", "left"),
        ("VERB", "NOUN", "PRON", "VERB"),
        ("VBG", "NNS", "DT", "VBD"),
        (2, 4, 4, 0),
        ("amod", "obl", "nsubj", "root"),
    )
    found = with_prepositions(bare)
    assert (found.upos[0], found.relations[0]) == ("ADP", "case")
    with_article = Parsed(
        ("the", "following", "talks", "end"),
        ("DET", "VERB", "NOUN", "VERB"),
        ("DT", "VBG", "NNS", "VBP"),
        (3, 3, 4, 0),
        ("det", "amod", "nsubj", "root"),
    )
    assert with_prepositions(with_article) == with_article
