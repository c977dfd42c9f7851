"""Sentences by construction, with the events a careful reader takes from them: type, status, who → whom.

All parties are of Middle-earth, so that nothing is stated by accident. A mutual event lists all parties, no target.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from keystone_states.actors.registry import Registry
from keystone_states.reading.code import Coded, code, one_by_one
from keystone_states.reading.gold import read_gold
from keystone_states.reading.lexicon import Lexicon
from keystone_states.reading.mentions import find_names
from keystone_states.reading.names_in_tree import Scene
from keystone_states.reading.parse import load_parser
from keystone_states.reading.pipeline import trees_of
from keystone_states.reading.records import Article, Paragraph, ParagraphKind, Span
from keystone_states.reading.rules import Rule, packaged_rules
from keystone_states.reading.segment import sentences
from keystone_states.world import World

GOLD = Path(__file__).parents[1] / "golden" / "reading" / "sentences.yaml"

CASES = Path(__file__).with_name("constructions.txt")


def _cases() -> list[tuple[str, str, str]]:
    lines = CASES.read_text(encoding="utf-8").splitlines()
    rows = (line.split("|") for line in lines if line and not line.startswith("#"))
    return [(name.strip(), text.strip(), events.strip()) for name, text, events in rows]


Coder = Callable[[str], Coded]


@pytest.fixture(scope="module")
def lexicon(world: World) -> Lexicon:
    return Lexicon.of(Registry(read_gold(GOLD).world(world)))


@pytest.fixture(scope="module")
def coder(lexicon: Lexicon) -> Coder:
    def of(text: str) -> Coded:
        return code(scene_of(text, lexicon), packaged_rules())

    return of


def scene_of(text: str, lexicon: Lexicon) -> Scene:
    """One sentence, parsed and with its names."""
    article = Article("t", "", text, (Paragraph(Span(0, len(text)), ParagraphKind.BODY),))
    (sentence,) = sentences(article)
    names = find_names(article, (sentence,), lexicon=lexicon, day=None)
    (tree,) = trees_of([(sentence, names)], load_parser(), hyphenated=packaged_rules().hyphenated)
    return Scene.of(tree, names)


def told(coded: Coded) -> str:
    """Drafts in the short form of the cases."""
    return " ; ".join(
        " ".join(
            [
                draft.rule.type + (f"/{draft.rule.mode}" if draft.rule.mode else ""),
                *(str(each.actor) for each in draft.sources),
                ">",
                *(str(each.actor) for each in draft.targets),
                *([draft.status.value] if draft.status.value != "reported" else []),
                *([draft.rule.role] if draft.rule.role else []),
            ]
        )
        for draft in coded.drafts
    )


@pytest.mark.parametrize(("text", "events"), [pytest.param(*case[1:], id=case[0]) for case in _cases()])
def test_sentence(coder: Coder, text: str, events: str) -> None:
    assert told(coder(text)) == events


def test_spans_are_the_words(lexicon: Lexicon) -> None:
    for _, text, _ in _cases():
        for draft in code(scene_of(text, lexicon), packaged_rules()).drafts:
            for name in (*draft.sources, *draft.targets):
                assert name.span.of(text) == name.quote
            assert draft.trigger.of(text).strip()
            assert all(span.of(text).strip() for span in draft.about)


RENAMED = (("Gondor", "Umbar"), ("Rohan", "Erebor"), ("Mordor", "Arnor"))


@pytest.mark.parametrize(
    "text",
    [
        "Gondor praised Rohan.",
        "Rohan will condemn Mordor.",
        "Mordor accused Gondor of lying.",
        "Gondor and Rohan signed a pact.",
    ],
)
def test_other_names_change_nothing_but_the_ids(coder: Coder, text: str) -> None:
    ids = {"Gondor": "XGO", "Umbar": "XUM", "Rohan": "XRO", "Erebor": "XER", "Mordor": "XMO", "Arnor": "XAR"}
    expected, other = told(coder(text)), text
    for old, new in RENAMED:
        expected, other = expected.replace(ids[old], ids[new]), other.replace(old, new)
    assert told(coder(other)) == expected


def test_a_cause_is_given_where_a_rule_fired_without_an_actor(coder: Coder) -> None:
    assert "rule provide-aid: only one party found" in coder("Gondor provided aid.").causes


def test_a_users_rules_go_first_whatever_their_order(lexicon: Lexicon) -> None:
    mine = Rule(id="mine", type="SUPPORT", verbs=("befriend",))
    other = Rule(id="other", type="ACCUSE", verbs=("berhyme",))
    scene = scene_of("Gondor befriended Rohan.", lexicon)
    one, two = (packaged_rules().with_rules(rules) for rules in ((mine, other), (other, mine)))
    assert told(code(scene, one)) == told(code(scene, two)) == "SUPPORT XGO > XRO"
    assert code(scene, packaged_rules()).drafts == ()


def test_several_who_condemn_a_raid_do_not_condemn_each_other(coder: Coder) -> None:
    (condemned,) = coder("Gondor and Rohan condemned the raid.").drafts
    assert [told(Coded((each,))) for each in one_by_one(condemned)] == [
        "ACCUSE/disapprove XGO >",
        "ACCUSE/disapprove XRO >",
    ]
    (agreed,) = coder("Gondor and Rohan agreed to build a road.").drafts
    assert [told(Coded((each,))) for each in one_by_one(agreed)] == ["AGREE XGO XRO >"]
