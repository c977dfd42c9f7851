from __future__ import annotations

from pathlib import Path

import pytest

from keystone_states.errors import BadInputError
from keystone_states.reading.parse import Parsed
from keystone_states.reading.treebank import accuracy, read_sentences, read_treebank

TEXT = """# newdoc id = arnor
# sent_id = arnor-1
# text = He doesn't agree
1\tHe\the\tPRON\tPRP\t_\t4\tnsubj\t4:nsubj\t_
2-3\tdoesn't\t_\t_\t_\t_\t_\t_\t_\t_
2\tdoes\tdo\tAUX\tVBZ\t_\t4\taux\t4:aux\t_
3\tn't\tnot\tPART\tRB\t_\t4\tadvmod\t4:advmod\t_
3.1\twill\twill\tAUX\tMD\t_\t_\t_\t4:aux\t_
4\tagree\tagree\tVERB\tVB\t_\t0\troot\t0:root\t_

"""


def test_a_multiword_token_is_read_as_its_words_and_an_elided_word_not_at_all() -> None:
    (sentence,) = read_sentences(TEXT)
    assert sentence.name == "arnor-1"
    assert sentence.words == ("He", "does", "n't", "agree")
    assert sentence.lemmas == ("he", "do", "not", "agree")
    assert sentence.heads == (4, 4, 4, 0)
    assert sentence.relations == ("nsubj", "aux", "advmod", "root")


def test_accuracy_counts_words() -> None:
    gold = tuple(read_sentences(TEXT))
    parsed = Parsed(
        gold[0].words,
        ("PRON", "VERB", "PART", "VERB"),
        gold[0].xpos,
        (4, 4, 2, 0),
        ("nsubj:pass", "aux", "advmod", "root"),
    )
    found = accuracy(gold, [parsed])
    assert (found.words, found.upos, found.xpos, found.uas, found.las) == (4, 0.75, 1.0, 0.75, 0.5)


def test_a_folder_without_the_part_says_what_it_wants(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match=r"holds 0 files named \*-dev.conllu; expected one"):
        read_treebank(tmp_path, "dev")
    (tmp_path / "en_ewt-ud-dev.conllu").write_text(TEXT * 2, encoding="utf-8")
    assert len(read_treebank(tmp_path, "dev")) == 2
