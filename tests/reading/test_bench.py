"""The arithmetic of the bench, by cases counted by hand, and the two faces of other coders' files."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from keystone_states.actors.registry import Registry
from keystone_states.errors import BadInputError, StoreError
from keystone_states.model.dates import PartialDate
from keystone_states.reading.bench import (
    MACRO,
    NO_CAUSE,
    Answer,
    Bench,
    Claim,
    Pair,
    Score,
    Tied,
    answers_of,
    bench,
    counted,
    expected,
    own_coder,
)
from keystone_states.reading.foreign import read_foreign
from keystone_states.reading.gold import Gold, GoldText, Invented, Labels
from keystone_states.reading.pipeline import Reader
from keystone_states.reading.records import (
    Article,
    Event,
    EventStatus,
    Named,
    Quote,
    Reading,
    Span,
    TieRead,
    Uncoded,
    When,
)

NOWHERE = Span(0, 1)


def event(kind: str, sources: str, targets: str = "", **more: Any) -> dict[str, Any]:
    """An event of the gold; parties separated by spaces."""
    return {"type": kind, "status": "reported", "source": sources.split(), "target": targets.split(), **more}


def text(name: str, *events: dict[str, Any], quotes: tuple[tuple[str, str | None], ...] = ()) -> GoldText:
    words = [{"words": said, "speaker": speaker} for said, speaker in quotes]
    return GoldText.model_validate(
        {"id": name, "day": "2025-06-18", "split": "dev", "text": "Some text.", "events": events, "quotes": words}
    )


def gold(*texts: GoldText, labels: Labels = Labels.ALL) -> Gold:
    return Gold("gold", labels, texts, Invented())


def claim(
    kind: str, sources: str, targets: str = "", status: str | None = "reported", when: str | None = None
) -> Claim:
    return Claim(kind, tuple(sources.split()), tuple(targets.split()), kind, status, when)


def run(wanted: Gold, /, **answers: Answer) -> Bench:
    return bench(wanted, answers)


def numbers(score: Score) -> tuple[int | None, int | None, int | None]:
    return score.right, score.predicted, score.gold


# Pairs


def test_a_mutual_event_is_all_ordered_pairs() -> None:
    pairs = list(claim("CONSULT", "A B C").pairs())
    assert len(pairs) == 6
    assert Pair("CONSULT", "C", "A") in pairs


def test_each_source_goes_with_each_target_and_a_missing_side_is_none() -> None:
    assert list(claim("AID", "A B", "C").pairs()) == [Pair("AID", "A", "C"), Pair("AID", "B", "C")]
    assert list(claim("MOBILIZE", "A").pairs()) == [Pair("MOBILIZE", "A", None)]
    assert list(claim("ASSAULT", "", "B").pairs()) == [Pair("ASSAULT", None, "B")]


# Counting by hand


def test_the_gold_against_itself_is_perfect() -> None:
    wanted = gold(
        text("a", event("CONSULT", "A B"), event("AID", "A", "B")), text("b", event("PROTEST", "A")), text("c")
    )
    found = bench(wanted, {each.id: expected(each) for each in wanted.texts})
    assert {score.f1 for score in found.scores if score.gold} == {1.0}
    assert (found.false_events, found.false_rate, dict(found.uncoded)) == (0, 0.0, {})


def test_triples_dyads_and_types_by_hand() -> None:
    wanted = gold(
        text("a", event("CONSULT", "A B")),  # pairs AB, BA
        text("b", event("AID", "A", "B"), event("ACCUSE", "C", "D")),
    )
    found = run(
        wanted,
        a=Answer((claim("CONSULT", "A", "B"),)),  # one of the two directions
        b=Answer((claim("SUPPORT", "A", "B"), claim("ACCUSE", "C", "D"), claim("ACCUSE", "C", "E"))),
    )
    assert numbers(found.score("triple")) == (2, 4, 4)
    assert (found.score("triple").precision, found.score("triple").recall, found.score("triple").f1) == (0.5, 0.5, 0.5)
    assert numbers(found.score("triple", "CONSULT")) == (1, 1, 2)
    assert numbers(found.score("triple", "AID")) == (0, 0, 1)
    assert numbers(found.score("triple", "SUPPORT")) == (0, 1, 0)
    assert numbers(found.score("triple", "ACCUSE")) == (1, 2, 1)
    assert numbers(found.score("dyad")) == (3, 4, 4)
    assert numbers(found.score("type")) == (2, 4, 3)


def test_the_macro_mean_is_over_the_types_of_the_gold() -> None:
    wanted = gold(text("a", event("AID", "A", "B"), event("ACCUSE", "C", "D")))
    found = run(wanted, a=Answer((claim("ACCUSE", "C", "D"), claim("ACCUSE", "C", "E"), claim("THREATEN", "C", "D"))))
    macro = found.score("triple", MACRO)
    assert macro.precision == 0.5  # of ACCUSE alone: AID was not used, THREATEN is not in the gold
    assert macro.recall == 0.5  # (1 + 0) / 2
    assert macro.f1 == pytest.approx((2 / 3 + 0) / 2)
    assert numbers(macro) == (None, None, None)


def test_what_is_said_twice_is_right_once_and_false_once() -> None:
    wanted = gold(text("a", event("AID", "A", "B")))
    found = run(wanted, a=Answer((claim("AID", "A", "B"), claim("AID", "A", "B"))))
    assert numbers(found.score("triple")) == (1, 2, 1)
    assert numbers(found.score("dyad")) == (1, 2, 1)


def test_two_equal_triples_of_the_gold_are_two() -> None:
    wanted = gold(text("a", event("AID", "A", "B", date="2024"), event("AID", "A", "B", date="2025")))
    found = run(wanted, a=Answer((claim("AID", "A", "B", when="2025"),)))
    assert numbers(found.score("triple")) == (1, 1, 2)
    assert numbers(found.score("date")) == (1, 1, 1), "the one of 2025 is its match"


def test_claims_match_within_their_own_text_only() -> None:
    wanted = gold(text("a", event("AID", "A", "B")), text("b", event("ACCUSE", "A", "B")))
    found = run(wanted, a=Answer((claim("ACCUSE", "A", "B"),)), b=Answer((claim("AID", "A", "B"),)))
    assert found.score("triple").right == 0
    assert found.score("dyad").right == 2


def test_a_pair_with_a_missing_side_is_a_triple_and_no_dyad() -> None:
    wanted = gold(text("a", event("PROTEST", "A")))
    found = run(wanted, a=Answer((claim("PROTEST", "A"),)))
    assert found.score("triple").right == 1
    assert numbers(found.score("dyad")) == (0, 0, 0)


def test_dates_and_statuses_are_counted_on_matched_triples() -> None:
    wanted = gold(
        text("a", event("AID", "A", "B", date="2025-06-16")),
        text("b", event("AID", "A", "B", date="2025-06")),
        text("c", event("AID", "A", "B")),
        text("d", event("AID", "A", "B", date="2025", status="planned")),
        text("e", event("ACCUSE", "A", "B", date="2025")),
    )
    found = run(
        wanted,
        a=Answer((claim("AID", "A", "B", when="2025-06-16"),)),
        b=Answer((claim("AID", "A", "B", when="2025-06-16"),)),  # too exact
        c=Answer((claim("AID", "A", "B", when="2025-06-18"),)),  # none was given
        d=Answer((claim("AID", "A", "B", status="planned"),)),
        e=Answer((claim("REJECT", "A", "B", when="2025"),)),  # no match, so its date is not looked at
    )
    assert numbers(found.score("date")) == (1, 3, 3)
    assert numbers(found.score("status")) == (4, 4, 4)
    assert numbers(found.score("status", "AID")) == (4, 4, 4)


def test_a_coder_that_states_no_status_has_none_predicted() -> None:
    found = run(gold(text("a", event("AID", "A", "B"))), a=Answer((claim("AID", "A", "B", status=None),)))
    assert numbers(found.score("status")) == (0, 0, 1)
    assert found.score("status").precision is None


def test_pure_plover_takes_a_planned_visit_for_an_agreement() -> None:
    wanted = gold(text("a", event("CONSULT", "A", "B", status="planned")))
    found = run(wanted, a=Answer((claim("AGREE", "A", "B"),)))
    assert found.score("triple").right == 0
    assert numbers(found.score("pure")) == (1, 1, 1)


def test_quotes_match_by_their_words_and_then_by_speaker() -> None:
    told = (("We came,", "A"), ("we saw", "B"), ("we left.", None))
    said = (("we  came", "A"), ("We saw.", "C"), ("we slept", "A"), ("we left", "A"))
    found = run(gold(text("a", quotes=told)), a=Answer(quotes=said))
    assert numbers(found.score("quote")) == (3, 4, 3)
    assert numbers(found.score("speaker")) == (1, 3, 2)


def test_false_events_on_texts_that_hold_none() -> None:
    wanted = gold(text("a"), text("b"), text("c"), text("d", event("AID", "A", "B")))
    found = run(wanted, a=Answer((claim("AID", "A", "B"), claim("AID", "B", "A"))), d=Answer((claim("AID", "A", "B"),)))
    assert (found.texts, found.texts_without_event, found.false_texts, found.false_events) == (4, 3, 1, 2)
    assert found.false_rate == pytest.approx(1 / 3)
    assert numbers(found.score("triple")) == (1, 3, 1), "and they cost precision"


def test_uncoded_texts_by_cause_the_most_frequent_first() -> None:
    wanted = gold(*(text(name, event("AID", "A", "B")) for name in ("a", "b", "c", "d")), text("e"))
    found = run(
        wanted,
        a=Answer(causes=("no actor",)),
        b=Answer(causes=("no actor", "no rule")),
        d=Answer((claim("AID", "A", "B"),), causes=("no rule",)),
        e=Answer(causes=("no rule",)),
    )
    assert list(found.uncoded.items()) == [("no actor", ("a", "b")), (NO_CAUSE, ("c",)), ("no rule", ("b",))]


def test_an_empty_gold_and_an_empty_prediction() -> None:
    nothing = run(gold())
    assert (nothing.score("triple").f1, nothing.score("triple").recall, nothing.false_rate) == (None, None, None)
    silent = run(gold(text("a", event("AID", "A", "B"))))
    assert (silent.score("triple").precision, silent.score("triple").recall, silent.score("triple").f1) == (None, 0, 0)
    assert silent.score("triple", MACRO).precision is None
    assert silent.false_rate is None
    loud = run(gold(text("a")), a=Answer((claim("AID", "A", "B"),)))
    assert (loud.score("triple").precision, loud.score("triple").recall, loud.score("triple").f1) == (0, None, 0)
    assert loud.score("triple", MACRO).f1 is None, "no type of the gold to take a mean over"


def test_an_unknown_line_is_named() -> None:
    with pytest.raises(KeyError, match="no line 'triple' of 'DANCE'"):
        run(gold()).score("triple", "DANCE")


KINDS = st.sampled_from(["AID", "ACCUSE", "CONSULT"])
PARTIES = st.sampled_from(["A", "B", "C", "A B", ""])
CLAIMS = st.lists(st.builds(claim, KINDS, PARTIES, PARTIES, when=st.sampled_from([None, "2025"])), max_size=4).map(
    lambda each: Answer(tuple(each))
)


@given(st.lists(CLAIMS, max_size=4), st.lists(CLAIMS, max_size=4))
def test_counts_hold_together_whatever_is_said(told: list[Answer], said: list[Answer]) -> None:
    """Micro is the sum of the types; right is at most either side; f1 lies between precision and recall."""
    texts = [
        text(f"t{n}", *(event(c.type, " ".join(c.sources), " ".join(c.targets)) for c in each.claims if c.sources))
        for n, each in enumerate(told)
    ]
    found = bench(gold(*texts), {f"t{n}": each for n, each in enumerate(said)})
    for what in ("triple", "pure", "type"):
        types = [score for score in found.scores if score.what == what and score.kind not in ("micro", "macro")]
        for field in ("right", "predicted", "gold"):
            assert getattr(found.score(what), field) == sum(getattr(score, field) for score in types)
    for score in found.scores:
        if (
            score.precision is not None
            and score.recall is not None
            and score.f1 is not None
            and score.right is not None
        ):
            assert min(score.precision, score.recall) <= score.f1 + 1e-12
            assert score.f1 <= max(score.precision, score.recall) + 1e-12


def test_counted_divides_by_nothing_without_a_fault() -> None:
    assert counted("x", "y", 0, 0, 0) == Score("x", "y", 0, 0, 0, None, None, None)


# Texts labelled with one event


def test_one_label_a_text_by_hand() -> None:
    wanted = gold(
        text("a", event("AID", "A", "B")),
        text("b", event("AID", "A", "B")),
        text("c", event("ACCUSE", "A", "B")),
        text("d", event("ACCUSE", "A")),
        text("e", event("AID", "A", "A")),
        labels=Labels.ONE,
    )
    found = run(
        wanted,
        a=Answer((claim("ACCUSE", "C", "D"), claim("AID", "A", "B"))),  # the other event costs nothing
        b=Answer((claim("AID", "B", "A"),)),  # the wrong way round: type right, triple not
        c=Answer((claim("AID", "A", "B"),)),
        d=Answer((claim("THREATEN", "X", "Y"), claim("ACCUSE", "A", "Z"))),  # the one that names A
    )
    assert numbers(found.score("directed")) == (1, None, 3)
    assert numbers(found.score("directed", "AID")) == (1, None, 2)
    assert numbers(found.score("type")) == (3, 4, 5)
    assert numbers(found.score("type of two")) == (2, 3, 3)
    # AID: right 2 of 3 said, 3 told (f1 2/3); ACCUSE: 1 of 1 said, 2 told (f1 2/3)
    assert found.score("type", MACRO).f1 == pytest.approx(2 / 3)
    assert (found.texts_without_event, found.false_rate) == (0, None)


def test_concede_and_retreat_are_yield_where_labels_say_yield() -> None:
    older = gold(text("a", event("RETREAT", "A", "B")), text("b", event("CONCEDE", "A", "B")), labels=Labels.ONE)
    spoilt = older.texts[0].events[0].model_copy(update={"type": "YIELD"})
    older = gold(older.texts[0].model_copy(update={"events": (spoilt,)}), older.texts[1], labels=Labels.ONE)
    said = {"a": Answer((claim("CONCEDE", "A", "B"),)), "b": Answer((claim("RETREAT", "A", "B"),))}
    assert numbers(bench(older, said).score("directed", "YIELD")) == (2, None, 2)
    newer = gold(text("a", event("RETREAT", "A", "B")), text("b", event("CONCEDE", "A", "B")), labels=Labels.ONE)
    assert bench(newer, said).score("directed").right == 0


# Ties


def tie(kind: str, subject: str, thing: str | None = None, value: str | None = None, **days: str) -> Tied:
    return Tied(Pair(kind, subject, thing), value, days.get("since"), days.get("until"))


def test_ties_by_hand() -> None:
    entries = [
        {"kind": "membership", "subject": "A", "object": "O", "value": "full member", "since": "2014"},
        {"kind": "members", "subject": "O", "object": "ignored", "value": "27 states"},
        {"kind": "investment", "subject": "A", "object": "B", "until": "2019"},
    ]
    plain = {"id": "a", "day": None, "split": "dev", "text": "Some text."}
    wanted = gold(GoldText.model_validate({**plain, "ties": entries}), labels=Labels.TIES)
    said = (
        tie("membership", "A", "O", "Full member.", since="2014"),
        tie("members", "O", None, "12 states"),
        tie("investment", "A", "B", since="2018"),
        tie("membership", "A", "O"),  # said twice: one match, one false
        tie("investment", "B", "A"),  # the wrong way round
    )
    found = run(wanted, a=Answer(ties=said))
    assert numbers(found.score("tie")) == (3, 5, 3)
    assert numbers(found.score("tie", "membership")) == (1, 2, 1)
    assert numbers(found.score("tie value")) == (1, 2, 2)
    assert numbers(found.score("tie date")) == (1, 2, 2)
    assert (found.texts_without_event, found.uncoded) == (0, {})
    with pytest.raises(KeyError):
        found.score("triple")


def test_the_subject_of_a_post_is_its_person_and_of_a_membership_the_actor() -> None:
    held = Named(NOWHERE, "x", "XGO", person="denethor")
    ties = tuple(TieRead(kind, held, named("XWC"), None, NOWHERE, ()) for kind in ("post", "membership", "language"))
    answers = answers_of(lambda words, day: replace(reading(), ties=ties), [text("a")])
    ends = [Pair("post", "denethor", "XWC"), Pair("membership", "XGO", "XWC"), Pair("language", "denethor", None)]
    assert [each.ends for each in answers["a"].ties] == ends


# Our own reader


def reading(*events: Event, quotes: tuple[Quote, ...] = (), uncoded: tuple[Uncoded, ...] = ()) -> Reading:
    return Reading(Article("a", "", "text", ()), None, (), events, (), quotes, uncoded)


def named(actor: str | None) -> Named:
    return Named(NOWHERE, "x", actor)


def test_a_coder_is_given_text_and_day_and_its_reading_is_compared() -> None:
    asked: list[tuple[str, date | None]] = []

    def coder(words: str, day: date | None) -> Reading:
        asked.append((words, day))
        found = Event(
            "1",
            "CONSULT",
            ("visit",),
            EventStatus.PLANNED,
            "AGREE",
            (named("KAZ"), named(None), named("KAZ")),
            (named("CHN"),),
            NOWHERE,
            (),
            when=When(PartialDate(2025, 7), "next month"),
        )
        said = (
            Quote(NOWHERE, "Come", True, named("KAZ"), None, ()),
            Quote(NOWHERE, "reported speech", False, None, None, ()),
        )
        return reading(found, quotes=said, uncoded=(Uncoded(NOWHERE, "no rule"), Uncoded(NOWHERE, "no rule")))

    answers = answers_of(coder, [text("a")])
    assert asked == [("Some text.", date(2025, 6, 18))]
    assert answers == {
        "a": Answer(
            (Claim("CONSULT", ("KAZ",), ("CHN",), "AGREE", "planned", "2025-07"),), (("Come", "KAZ"),), ("no rule",)
        )
    }


def test_our_own_reader_knows_the_places_of_the_gold(registry: Registry) -> None:
    words = "Vladimir Putin visited Bree on Monday."
    (found,) = own_coder(Reader.of(registry, places={"KAZ": ("Bree",)}))(words, date(2025, 6, 18)).events
    assert (found.type, found.sources[0].actor, found.targets[0].actor) == ("CONSULT", "RUS", "KAZ")
    assert not any(each.targets for each in own_coder(Reader.of(registry))(words, date(2025, 6, 18)).events)


# Other coders' files

ACTORS = {"KAZ": "KAZ", "CHN": "CHN", "ROM": "ROU"}
PETRARCH = [
    "20250618\tKAZGOV\tCHN\t042\t\ta-1_1\twire",
    "20250618\tCHN\tKAZ\t043\t\ta-1_1\twire",  # the same visit, seen from the host
    "20250618\tROMMIL\t---\t150\tISSUE,1\ta-2_1;a-3_4\thttps://example.org\twire",
    "20250618\tKAZ\tCHN\t010\t\ta-1_1\twire",
    "20250618\tKAZ\tCHN\t99\t\ta-1_1\twire",
    "20250618\tXXX\tCHN\t042\t\ta-1_1\twire",
    "20250618\t---\t---\t042\t\ta-1_1\twire",
    "20250618\tKAZ\tCHN\t042\t\tb-1_1\twire",
    "too\tshort",
]


def test_petrarch_rows_become_answers_and_the_rest_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "out.tsv"
    path.write_text("\n".join(PETRARCH) + "\n\n", encoding="utf-8")
    found = read_foreign(path, ids={"a-1", "a-2", "a-3"}, actors=ACTORS)
    mobilised = Claim("MOBILIZE", ("ROU",), (), "MOBILIZE")
    assert found.answers == {
        "a-1": Answer((Claim("CONSULT", ("KAZ",), ("CHN",), "CONSULT"),)),
        "a-2": Answer((mobilised,)),
        "a-3": Answer((mobilised,)),
    }
    assert found.rejected == {
        "said before of the same text": 1,
        "a statement, which PLOVER does not code": 1,
        "no CAMEO event code": 1,
        "actor not known": 1,
        "no actor on either side": 1,
        "no such text in the gold": 1,
        "columns: 2, expected 7 to 11": 1,
    }
    assert (found.read, found.accepted) == (9, 2)
    assert found.read == found.accepted + sum(found.rejected.values())


def ngec(name: str, kind: str = "CONSULT", actors: Any = ("KAZ",), recipients: Any = (), **more: Any) -> dict[str, Any]:
    sides = {"ACTOR": [{"country": c} for c in actors], "RECIP": [{"country": c, "text": "x"} for c in recipients]}
    return {"id": name, "event_type": kind, "event_mode": [], "attributes": sides, **more}


def test_ngec_lines_become_answers_and_the_rest_is_counted(tmp_path: Path) -> None:
    rows: list[Any] = [
        ngec("a-1_CONSULT_R", actors=("KAZ", "CHN"), date_resolved="2025-06-18", colour="red"),
        ngec("x_1", story_id="a-2", kind="AID", recipients=("ROM", "", "ROM")),
        ngec("a-1", kind="YIELD"),
        ngec("a-1", actors=("XXX",)),
        ngec("a-1", actors=("",)),
        {**ngec("a-1"), "attributes": {"ACTOR": "KAZ"}},
        ngec("b-1"),
        [],
    ]
    path = tmp_path / "out.jsonl"
    path.write_text("\n".join([*map(json.dumps, rows), "{"]), encoding="utf-8")
    found = read_foreign(path, ids={"a-1", "a-2"}, actors=ACTORS)
    assert found.answers == {
        "a-1": Answer((Claim("CONSULT", ("KAZ", "CHN"), (), "CONSULT", None, "2025-06-18"),)),
        "a-2": Answer((Claim("AID", ("KAZ",), ("ROU",), "AID"),)),
    }
    assert found.rejected == {
        "no PLOVER type": 1,
        "actor not known": 1,
        "no actor on either side": 1,
        "attributes that are no list of objects": 1,
        "no such text in the gold": 1,
        "no JSON object with attributes": 1,
        "not JSON": 1,
    }
    assert found.unknown_keys == {"colour": 1}
    assert found.read == 9 == found.accepted + sum(found.rejected.values())


def test_a_file_of_which_no_row_can_be_used_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "out.tsv"
    path.write_text("a,b\nc,d\n", encoding="utf-8")
    with pytest.raises(BadInputError, match="none of 2 rows can be used"):
        read_foreign(path, ids={"a-1"}, actors=ACTORS)
    path.write_bytes(b"\xff\xfe\xfa")
    with pytest.raises(BadInputError, match="not UTF-8"):
        read_foreign(path, ids={"a-1"}, actors=ACTORS)
    with pytest.raises(StoreError, match="cannot read"):
        read_foreign(tmp_path / "absent.tsv", ids={"a-1"}, actors=ACTORS)


def test_a_coder_that_said_nothing_has_no_answers(tmp_path: Path) -> None:
    path = tmp_path / "out.tsv"
    path.write_text("", encoding="utf-8")
    found = read_foreign(path, ids={"a-1"}, actors=ACTORS)
    assert (found.read, found.accepted, found.answers) == (0, 0, {})
