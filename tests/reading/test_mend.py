"""Errors of the parser that are mended, and sentences that are left alone."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import networkx as nx
from hypothesis import given
from hypothesis import strategies as st

from keystone_states.reading.gold import read_gold
from keystone_states.reading.lemmas import lemmas
from keystone_states.reading.mend import mended
from keystone_states.reading.parse import Parsed, load_parser


def test_a_verb_that_was_tagged_as_something_else_is_one_where_the_tree_says_so() -> None:
    lent = Parsed(("Dale", "lent", "grain"), ("PROPN", "ADJ", "NOUN"), ("NNP", "JJ", "NN"), (2, 0, 2), ())
    found = mended(replace(lent, relations=("nsubj", "root", "obj")))
    assert (found.upos, found.xpos) == (("PROPN", "VERB", "NOUN"), ("NNP", "VBD", "NN"))
    assert lemmas(found) == ("Dale", "lend", "grain")
    for relations in (("nsubj", "root", "dep"), ("dep", "root", "obj")):
        plain = replace(lent, relations=relations)
        assert mended(plain) == plain
    green = replace(lent, words=("Dale", "green", "grain"), relations=("nsubj", "root", "obj"))
    assert lemmas(mended(green))[1] == "green"


def test_following_is_a_preposition_before_a_bare_noun() -> None:
    bare = Parsed(
        ("Following", "talks", "both", "left"),
        ("VERB", "NOUN", "PRON", "VERB"),
        ("VBG", "NNS", "DT", "VBD"),
        (2, 4, 4, 0),
        ("amod", "obl", "nsubj", "root"),
    )
    found = mended(bare)
    assert (found.upos[0], found.relations[0]) == ("ADP", "case")
    with_article = Parsed(
        ("the", "following", "talks", "end"),
        ("DET", "VERB", "NOUN", "VERB"),
        ("DT", "VBG", "NNS", "VBP"),
        (3, 3, 4, 0),
        ("det", "amod", "nsubj", "root"),
    )
    assert mended(with_article) == with_article


def parsed(*rows: tuple[str, str, int, str]) -> Parsed:
    words, upos, heads, relations = zip(*rows, strict=True)
    return Parsed(words, upos, tuple("" for _ in rows), heads, relations)


def test_a_verb_lost_between_its_subject_and_its_object_is_the_root() -> None:
    eased = parsed(
        ("Dale", "PROPN", 2, "compound"),
        ("eased", "VERB", 3, "amod"),
        ("tolls", "NOUN", 0, "root"),
        (".", "PUNCT", 3, "punct"),
    )
    found = mended(eased)
    assert found.heads == (2, 0, 2, 3)
    assert found.relations == ("nsubj", "root", "obj", "punct")


def test_having_is_a_helping_verb() -> None:
    denied = parsed(
        ("Dale", "PROPN", 2, "nsubj"),
        ("denied", "VERB", 0, "root"),
        ("having", "VERB", 2, "xcomp"),
        ("massed", "VERB", 5, "amod"),
        ("soldiers", "NOUN", 3, "obj"),
    )
    found = mended(denied)
    assert found.heads == (2, 0, 4, 2, 4)
    assert found.relations == ("nsubj", "root", "aux", "xcomp", "obj")


def test_a_subject_is_not_joined_to_the_lead() -> None:
    lead = parsed(
        ("On", "ADP", 2, "case"),
        ("Sunday", "PROPN", 5, "obl"),
        (",", "PUNCT", 4, "punct"),
        ("Dale", "PROPN", 2, "conj"),
        ("agreed", "VERB", 0, "root"),
    )
    assert mended(lead).heads[3] == 5
    assert mended(lead).relations[3] == "nsubj"
    listed = replace(lead, upos=("PROPN", *lead.upos[1:]))
    assert mended(listed) == listed


TAGS = st.sampled_from(["NOUN", "PROPN", "VERB", "ADJ", "ADP", "ADV", "PUNCT"])
RELATIONS = st.sampled_from(["nsubj", "obj", "amod", "acl", "conj", "compound", "xcomp", "ccomp", "mark", "obl"])
WORDS = st.sampled_from(["Dale", "plans", "to", "eased", "having", "met", ",", "following", "tolls", "On", "held"])


@given(st.data(), st.integers(1, 9))
def test_any_tree_stays_a_tree(data: st.DataObject, length: int) -> None:
    order = data.draw(st.permutations(range(length)))
    heads = [0] * length
    for place in range(1, length):
        heads[order[place]] = order[data.draw(st.integers(0, place - 1))] + 1
    draw = [(data.draw(WORDS), data.draw(TAGS), data.draw(RELATIONS)) for _ in range(length)]
    relations = tuple("root" if not head else each[2] for head, each in zip(heads, draw, strict=True))
    given_ = Parsed(tuple(w for w, _, _ in draw), tuple(t for _, t, _ in draw), ("",) * length, tuple(heads), relations)
    assert is_tree(mended(given_).heads)


def is_tree(heads: tuple[int, ...]) -> bool:
    graph = nx.DiGraph((head, at) for at, head in enumerate(heads, 1))
    return nx.is_arborescence(graph) and heads.count(0) == 1


def test_what_is_mended_is_still_a_tree() -> None:
    gold = read_gold(Path(__file__).parents[1] / "golden" / "reading" / "wide.yaml")
    parser = load_parser()
    for tree in map(mended, parser.parse([each.text.split() for each in gold.texts])):
        assert is_tree(tree.heads)
