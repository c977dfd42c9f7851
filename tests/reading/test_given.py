"""The type of an act whose parties are given: coded, by words alone, in older lists; and its score by hand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from keystone_states.actors.registry import Registry
from keystone_states.reading.bench import MACRO, Pair, bench
from keystone_states.reading.given import Typed, given_types, types_given
from keystone_states.reading.gold import Gold, GoldText, Invented, Labels, read_gold
from keystone_states.reading.pipeline import Reader
from keystone_states.reading.records import Span
from keystone_states.world import World


@pytest.fixture(scope="module")
def reader(world: World) -> Reader:
    return Reader.of(Registry(world))


def spans(text: str, words: str) -> list[Span]:
    at = text.find(words)
    return [Span(at, at + len(words))] if at >= 0 else []


def given(reader: Reader, text: str, source: str, target: str, *, several: int = 1) -> tuple[Typed, ...]:
    return types_given(reader, text, sources=spans(text, source), targets=spans(text, target), several=several)


@pytest.mark.parametrize(
    ("text", "source", "target", "kind", "reason"),
    [
        ("The baker praised the miller.", "The baker", "the miller", "SUPPORT", "coded, praise: praise"),
        ("The miller was accused by the baker.", "the baker", "The miller", "ACCUSE", "coded, accuse: accuse"),
        ("The herald met the steward in Bree.", "The herald", "the steward", "CONSULT", "coded, meet: meet"),
        # No party of the act itself, but on the way between the two.
        ("A riot by the millers shook the town.", "the millers", "the town", "PROTEST", "protest-noun: riot"),
        # Only the verb is there, its object is not one that the rule asks for.
        ("The baker imposed silence on the miller.", "The baker", "the miller", "SANCTION", "by impose alone"),
    ],
)
def test_a_type_is_found_where_the_parties_are_of_no_dictionary(
    reader: Reader, text: str, source: str, target: str, kind: str, reason: str
) -> None:
    (found,) = given(reader, text, source, target)
    assert (found.type, found.reason.startswith(reason)) == (kind, True), found.reason


def test_nothing_is_typed_without_a_party_or_without_a_word_that_tells(reader: Reader) -> None:
    assert types_given(reader, "The baker praised the miller.", sources=[], targets=[]) == ()
    assert types_given(reader, "The baker praised the miller.", sources=[Span(900, 905)], targets=[]) == ()
    assert types_given(reader, "", sources=[Span(0, 0)], targets=[]) == ()
    assert given(reader, "The baker, the miller, the tailor.", "The baker", "the miller") == ()


def test_only_the_sentence_that_names_both_is_read(reader: Reader) -> None:
    text = "The baker thanked a friend. The baker accused the miller."
    sources = [Span(0, 9), Span(28, 37)]
    (found,) = types_given(reader, text, sources=sources, targets=spans(text, "the miller"))
    assert found.type == "ACCUSE"


def test_several_acts_between_the_same_parties_are_typed(reader: Reader) -> None:
    text = "The baker met the miller, thanked the miller and praised the miller."
    targets = [Span(at, at + 10) for at in (14, 34, 57)]
    found = types_given(reader, text, sources=[Span(0, 9)], targets=targets, several=2)
    assert [each.type for each in found] == ["CONSULT", "SUPPORT"]


@pytest.mark.parametrize(
    ("text", "kind", "pure", "older"),
    [
        ("The baker will visit the miller.", "CONSULT", "AGREE", "AGREE"),
        ("The baker did not visit the miller.", "CONSULT", "REJECT", "REJECT"),
        ("The baker will withdraw his troops from the miller.", "RETREAT", "RETREAT", "AGREE"),
        ("The baker agreed to release the miller.", "CONCEDE", "CONCEDE", "AGREE"),
        ("The baker imposed sanctions on the miller.", "SANCTION", "SANCTION", "COERCE"),
        ("The baker attacked the miller.", "ASSAULT", "ASSAULT", "ASSAULT"),
    ],
)
def test_types_in_pure_plover_and_in_the_older_list(
    reader: Reader, text: str, kind: str, pure: str, older: str
) -> None:
    (found,) = given(reader, text, "The baker", "the miller")
    assert (found.type, found.pure, found.older) == (kind, pure, older)


def event(kind: str, source: str, target: str = "") -> dict[str, Any]:
    return {"type": kind, "status": "reported", "source": source.split(), "target": target.split()}


def test_the_score_by_hand(reader: Reader) -> None:
    entries = [
        ("a", "Kazakhstan praised China.", [event("SUPPORT", "KAZ", "CHN")]),
        ("b", "Kazakhstan and China met.", [event("CONSULT", "KAZ CHN")]),
        ("c", "Japan thanked Peru.", [event("ACCUSE", "JPN", "PER")]),  # the gold is wrong on purpose
        ("d", "He praised it.", [event("SUPPORT", "JPN", "PER")]),  # no party is named: left out
        ("e", "Peru praised Japan.\nJapan met Peru.", [event("SUPPORT", "PER", "JPN")]),  # a page: left out
    ]
    texts = tuple(
        GoldText.model_validate({"id": name, "day": "2025-06-18", "split": "dev", "text": words, "events": events})
        for name, words, events in entries
    )
    gold = Gold("gold", Labels.ALL, texts, Invented())
    found = given_types(reader, gold)
    assert found == {
        "a": ([Pair("SUPPORT", "KAZ", "CHN")], [Pair("SUPPORT", "KAZ", "CHN")]),
        "b": ([Pair("CONSULT", "KAZ CHN", "")], [Pair("CONSULT", "KAZ CHN", "")]),
        "c": ([Pair("ACCUSE", "JPN", "PER")], [Pair("SUPPORT", "JPN", "PER")]),
    }
    scores = bench(gold, {}, given=found)
    micro = scores.score("type given")
    assert (micro.right, micro.predicted, micro.gold) == (2, 3, 3)
    # SUPPORT: right 1 of 2 said, 1 told (2/3); CONSULT 1; ACCUSE 0
    assert scores.score("type given", MACRO).f1 == pytest.approx((2 / 3 + 1 + 0) / 3)
    with pytest.raises(KeyError):
        bench(gold, {}).score("type given")


def test_labels_may_say_where_the_parties_stand(reader: Reader, tmp_path: Path) -> None:
    entry = {"id": "1", "type": "YIELD", "source": ["KAZ"], "target": [], "text": "Bakers of Bree freed the bakers."}
    path = tmp_path / "labels.json"
    words = {"source_text": "Bakers of Bree", "target_text": "the bakers"}
    path.write_text(json.dumps([{**entry, **words}, {**entry, "id": "2"}]), encoding="utf-8")
    gold = read_gold(path)
    assert [each.parties for each in gold.texts] == [("Bakers of Bree", "the bakers"), None]
    assert given_types(reader, gold) == {"1": ([Pair("YIELD", "KAZ", "")], [Pair("YIELD", "KAZ", "")])}
