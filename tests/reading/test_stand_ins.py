"""Names stand in for one word when a sentence is parsed, and the tree is spread over the words again."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from keystone_states.reading.records import Article, Named, Paragraph, ParagraphKind, Sentence, Span
from keystone_states.reading.segment import sentences
from keystone_states.reading.stand_ins import Shortened, shortened


def sentence_of(text: str) -> Sentence:
    (found,) = sentences(Article("t", "", text, (Paragraph(Span(0, len(text)), ParagraphKind.BODY),)))
    return found


def short(text: str, *names: tuple[str, str]) -> Shortened:
    named = [
        Named(Span(text.index(name), text.index(name) + len(name)), name, "XGO", reason=reason)
        for name, reason in names
    ]
    return shortened(sentence_of(text), named)


def test_a_long_name_is_one_word() -> None:
    found = short("King Theoden of Rohan praised Minas Tirith.", ("King Theoden of Rohan", ""), ("Minas Tirith", ""))
    assert found.words == ("Russia", "praised", "Russia", ".")
    assert found.stretches == ((0, 4), (4, 5), (5, 7), (7, 8))


def test_an_adjective_stays_one_and_its_noun_stays() -> None:
    found = short("Gondorian ministers met.", ("Gondorian ministers", "names: Gondorian is adjective of Gondor (XGO)"))
    assert found.words == ("Russian", "ministers", "met", ".")


def test_a_weekday_before_the_verb_is_folded_into_it() -> None:
    assert short("The envoy on Friday praised it.").words == ("The", "envoy", "praised", "it", ".")
    assert short("They met on Friday evening.").words == ("They", "met", "on", "Friday", "evening", ".")


def test_the_tree_is_spread_over_the_words() -> None:
    found = short("King Theoden praised Gondor.", ("King Theoden", ""), ("Gondor", ""))
    lemmas, upos, heads, relations = found.spread(
        ("Russia", "praise", "Russia", "."),
        ("PROPN", "VERB", "PROPN", "PUNCT"),
        (2, 0, 2, 2),
        ("nsubj", "root", "obj", "punct"),
    )
    assert lemmas == ("King", "Theoden", "praise", "Gondor", ".")
    assert upos == ("PROPN", "PROPN", "VERB", "PROPN", "PUNCT")
    assert heads == (2, 3, 0, 3, 3)
    assert relations == ("flat", "nsubj", "root", "obj", "punct")


@given(st.lists(st.sampled_from(("Gondor", "met", "on", "Monday", "the", "King", "and", ",")), min_size=1, max_size=12))
def test_stretches_cover_every_word_once(words: list[str]) -> None:
    text = " ".join(words)
    found = short(text, *(((words[0], ""),) if words[0].isalpha() else ()))
    assert [at for start, end in found.stretches for at in range(start, end)] == list(range(len(found.originals)))
    assert len(found.words) == len(found.stretches)
