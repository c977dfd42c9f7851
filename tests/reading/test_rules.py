"""The dictionary of events: the packaged rules are sound, a user's are checked and go first."""

from __future__ import annotations

from pathlib import Path

import pytest

from keystone_states.errors import BadInputError, StoreError
from keystone_states.reading.rules import Rule, RuleBook, packaged_rules, read_rules, rules_of_file, status_words
from keystone_states.reading.speech import speech_words


def test_every_packaged_rule_has_an_id_of_its_own_and_words_that_fire_it() -> None:
    ids = [rule.id for rule in packaged_rules().rules]
    assert len(ids) == len(set(ids)) > 150


def test_words_are_lemmas_in_small_letters_without_stray_quotation_marks() -> None:
    rules = packaged_rules().rules
    words = [word for rule in rules for word in (*rule.verbs, *rule.nouns, *rule.objects, *rule.preps, *rule.inner)]
    words += [word for held in status_words().model_dump().values() for word in held]
    words += [word for held in speech_words().model_dump().values() for word in held]
    assert not [word for word in words if word != word.strip() or '"' in word or (word != word.lower())]


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ({"id": "a", "type": "PRAISE", "verbs": ["praise"]}, "no PLOVER type 'PRAISE'"),
        ({"id": "a", "type": "CONSULT", "mode": "aerial", "verbs": ["meet"]}, "CONSULT has no mode 'aerial'"),
        ({"id": "a", "type": "CONSULT", "verb": ["meet"]}, "verb: Extra inputs are not permitted"),
        ({"id": "a", "type": "CONSULT"}, "neither verbs nor nouns"),
        ({"id": "a", "type": "REQUEST", "verbs": ["ask"], "to": True, "that": True}, "both to and that"),
        ({"type": "CONSULT", "verbs": ["meet"]}, "rule 1: id: Field required"),
        ("meet", "rule 1"),
    ],
)
def test_a_bad_rule_is_refused_by_name(entry: object, said: str) -> None:
    with pytest.raises(BadInputError, match=said):
        read_rules({"rules": [entry]}, where="mine.yaml")


def test_a_rule_that_stands_there_twice_is_refused() -> None:
    rule = {"id": "a", "type": "CONSULT", "verbs": ["meet"]}
    with pytest.raises(BadInputError, match="rule 'a' stands there twice"):
        read_rules({"rules": [rule, rule]}, where="mine.yaml")


@pytest.mark.parametrize("content", [None, [], {"rule": []}, {"rules": {}}])
def test_a_file_without_the_list_is_refused(content: object) -> None:
    with pytest.raises(BadInputError, match="no list `rules`"):
        read_rules(content, where="mine.yaml")


def test_a_users_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("rules:\n  - {id: parley, type: CONSULT, verbs: [parley], target: [with], mutual: true}\n")
    (rule,) = rules_of_file(path)
    assert packaged_rules().with_rules([rule]).by_verb["parley"] == (rule,)


def test_a_users_file_that_is_no_yaml_or_absent_is_said_so(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("rules: [")
    with pytest.raises(BadInputError, match=r"mine\.yaml: not YAML"):
        rules_of_file(path)
    with pytest.raises(StoreError, match="cannot read the rules"):
        rules_of_file(tmp_path / "none.yaml")


def test_a_rule_of_the_same_id_takes_the_place_of_the_packaged_one() -> None:
    old = Rule(id="a", type="CONSULT", verbs=("meet",))
    new = Rule(id="a", type="CONSULT", verbs=("parley",))
    assert RuleBook.of([old]).with_rules([new]).rules == (new,)
