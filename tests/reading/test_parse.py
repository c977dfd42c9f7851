from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keystone_states.reading.parse import LONGEST, Parsed, load_parser
from keystone_states.reading.treebank import accuracy, read_sentences, read_treebank

HAND = tuple(read_sentences(Path(__file__).with_name("hand_parsed.conllu").read_text(encoding="utf-8")))
WORDS = st.one_of(
    st.sampled_from(sorted({word for sentence in HAND for word in sentence.words})),
    st.text(max_size=12),
    st.sampled_from(["", "\ud800", "\u202e", "\n", "ſ", "İstanbul", "𝔘", "<root>", "w:the", "½", "a" * 10_000]),
)


def parse(text: str) -> Parsed:
    return load_parser().parse([text.split()])[0]


def is_tree(parsed: Parsed) -> bool:
    """One root, named so, and a way up to it from every word."""
    roots = [at for at, head in enumerate(parsed.heads, 1) if head == 0]
    if len(roots) != 1 or [at for at, name in enumerate(parsed.relations, 1) if name == "root"] != roots:
        return False
    for word in range(1, len(parsed.words) + 1):
        seen = set()
        while word and word not in seen:
            seen.add(word)
            word = parsed.heads[word - 1]
        if word:
            return False
    return True


def test_a_visit() -> None:
    found = parse("Xi Jinping visited Kazakhstan in September .")
    assert found.heads == (3, 1, 0, 3, 6, 3, 3)
    assert found.relations == ("nsubj", "flat", "root", "obj", "case", "obl", "punct")
    assert found.upos == ("PROPN", "PROPN", "VERB", "PROPN", "ADP", "PROPN", "PUNCT")
    assert found.xpos[2] == "VBD"


def test_the_passive_tells_who_did_it() -> None:
    found = parse("The talks were mediated by Qatar .")
    assert found.relations[1] == "nsubj:pass"
    assert found.relations[5] == "obl:agent"
    assert found.heads[1] == found.heads[5] == 4


def test_nothing_gives_nothing() -> None:
    assert load_parser().parse([]) == ()
    assert load_parser().parse([[], ["Peace"], []]) == (
        Parsed((), (), (), (), ()),
        *load_parser().parse([["Peace"]]),
        Parsed((), (), (), (), ()),
    )


def test_the_hand_annotated_sentences() -> None:
    found = accuracy(HAND, load_parser().parse([sentence.words for sentence in HAND]))
    assert found.upos > 0.95
    assert found.uas > 0.90
    assert found.las > 0.85


def test_the_hand_annotation_is_of_trees() -> None:
    assert all(is_tree(Parsed(each.words, each.upos, each.xpos, each.heads, each.relations)) for each in HAND)


@pytest.mark.samples
def test_the_test_part_of_the_treebank(samples: Path) -> None:
    gold = read_treebank(samples / "ud", "test")
    found = accuracy(gold, load_parser().parse([sentence.words for sentence in gold]))
    assert found.upos > 0.94
    assert found.uas > 0.85
    assert found.las > 0.81


@settings(max_examples=40)
@given(st.lists(st.lists(WORDS, max_size=30), max_size=6))
def test_whatever_the_words_the_heads_make_a_tree(sentences: list[list[str]]) -> None:
    parsed = load_parser().parse(sentences)
    assert [list(each.words) for each in parsed] == sentences
    for each in parsed:
        assert not each.words or is_tree(each)
        assert len(each.words) == len(each.upos) == len(each.xpos) == len(each.heads) == len(each.relations)


def shuffled(seed: int, sizes: list[int]) -> list[list[str]]:
    """Sentences of words in no order, which are hard to make a tree of."""
    rng = np.random.default_rng(seed)
    words = [word for sentence in HAND for word in sentence.words]
    return [rng.choice(words, size).tolist() for size in sizes]


def test_alone_in_a_batch_or_in_another_order_a_sentence_gets_the_same_tree() -> None:
    sentences = [*(list(each.words) for each in HAND), *shuffled(3, list(range(1, 43)))]
    assert len(sentences) == 64
    together = load_parser().parse(sentences)
    assert together == tuple(load_parser().parse([each])[0] for each in sentences)
    assert together[::-1] == load_parser().parse(sentences[::-1])


@pytest.mark.parametrize("size", [LONGEST, LONGEST + 1, 1_000, 5_000])
def test_a_very_long_sentence_is_read_in_pieces(size: int) -> None:
    (parsed,) = load_parser().parse(shuffled(1, [size]))
    assert len(parsed.words) == size
    assert is_tree(parsed)
    assert (max(abs(head - at) for at, head in enumerate(parsed.heads, 1) if head) > LONGEST) == (size > 2 * LONGEST)


def test_a_piece_ends_at_a_stop() -> None:
    (parsed,) = load_parser().parse([["Talks", "failed", "."] * 100])
    first, second = parsed.heads[:198], parsed.heads[198:]
    assert max(first) <= 198, "the last stop within 200 words"
    across = [(head, name) for head, name in zip(second, parsed.relations[198:], strict=True) if head <= 198]
    assert across == [(first.index(0) + 1, "parataxis")]
