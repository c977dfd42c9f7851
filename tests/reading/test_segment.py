"""Sentences and tokens: known cuts, exact offsets, no character lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from keystone_states.reading.records import Article, Paragraph, ParagraphKind, Span
from keystone_states.reading.segment import LONGEST, sentences, tokens


def article(*paragraphs: str) -> Article:
    """An article of some paragraphs as they stand."""
    text, spans = "", []
    for each in paragraphs:
        text += "\n" if text else ""
        spans.append(Paragraph(Span(len(text), len(text) + len(each)), ParagraphKind.BODY))
        text += each
    return Article("x", "", text, tuple(spans))


def cut(text: str) -> list[str]:
    return [each.text for each in tokens(text, Span(0, len(text)))]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("It didn't", "It did n't"),
        ("They cannot", "They can not"),
        ("Gondor’s $14 billion", "Gondor ’s $ 14 billion"),
        ("1.4bn, 10,000 men", "1.4 bn , 10,000 men"),
        ("a land-bridge", "a land - bridge"),
        ("anti-war re-invigoration", "anti-war re-invigoration"),
        ("Elf-Dwarf détente", "Elf - Dwarf détente"),
        ("the U.S. Mr. Xi", "the U.S. Mr. Xi"),
        ("on Sept. 14.", "on Sept. 14 ."),
        ("Xi'an he's O'Brien", "Xi'an he 's O'Brien"),
        ("(CICA)", "( CICA )"),
        ("27% 1990s 9/11", "27 % 1990s 9/11"),
        ("What?! So...", "What ?! So ..."),
        ("see https://x.org/a?b=c.", "see https://x.org/a?b=c."),
    ],
)
def test_tokens_are_cut_as_in_the_treebanks(text: str, words: str) -> None:
    assert cut(text) == words.split()


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("The U.S. sent Mr. Bilbo on Sept. 14. He left.", 2),
        ("“It is necessary,” he said, “to avoid it.” Then he went.", 2),
        ("He met Gov. Took at 3 p.m. on Monday. It rained!", 2),
        ("One sentence without an end", 1),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text: str, count: int) -> None:
    assert len(sentences(article(text))) == count


ANY = st.text(
    st.sampled_from("aB1 .,!?'’-—_“”$é漢\u00ad\u200f😀٣/:@nN'tcaot")
    | st.characters(codec="utf-8", exclude_characters="\n"),
    max_size=200,
)


@given(st.lists(ANY.filter(str.strip), min_size=1, max_size=4))
@settings(max_examples=300, deadline=None)
def test_every_character_that_is_no_space_lies_in_exactly_one_token(paragraphs: list[str]) -> None:
    of = article(*paragraphs)
    held: list[int] = []
    for sentence in sentences(of):
        assert sentence.span in of.paragraphs[sentence.paragraph].span
        for token in sentence.tokens:
            assert token.span.of(of.text) == token.text
            assert token.span in sentence.span
            held += range(token.span.start, token.span.end)
    assert held == [at for at, letter in enumerate(of.text) if not letter.isspace()]


def test_a_line_of_a_million_characters_is_cut_in_pieces() -> None:
    found = sentences(article("word " * 200_000))
    assert max(each.span.end - each.span.start for each in found) <= LONGEST


@pytest.mark.samples
def test_tokens_agree_with_the_treebank(samples: Path) -> None:
    """Share of tokens cut as in UD English EWT, dev part, among all tokens of either."""
    agreed = either = 0
    words: list[str] = []
    text = ""
    for line in (samples / "ud/en_ewt-ud-dev.conllu").read_text(encoding="utf-8").splitlines():
        if line.startswith("# text = "):
            text = line.removeprefix("# text = ")
        elif line and line.split("\t")[0].isdigit():
            words.append(line.split("\t")[1])
        elif not line:
            gold, at = set(), 0
            for word in words:
                at = text.index(word, at) + len(word)
                gold.add((at - len(word), at))
            ours = {(each.span.start, each.span.end) for each in tokens(text, Span(0, len(text)))}
            agreed, either, words = agreed + len(gold & ours), either + len(gold | ours), []
    assert agreed / either > 0.95
