"""The president, the ministry: whom they mean, and where they are left alone."""

from __future__ import annotations

from datetime import date

import pytest

from keystone_states.actors.registry import Registry
from keystone_states.reading.descriptions import LONGEST_WAY_BACK, resolve_descriptions
from keystone_states.reading.lexicon import Lexicon
from keystone_states.reading.mentions import find_names
from keystone_states.reading.pipeline import Reader, prose, read_prose
from keystone_states.reading.segment import sentences

DAY = date(2022, 9, 20)
MEANT = {
    "The Russian Foreign Ministry spoke. Nothing moved. The ministry spoke again.": ["The ministry = RUS None"],
    "President Xi Jinping met President Kassym-Jomart Tokayev. The president smiled.": [
        "The president = CHN xi-jinping"
    ],
    "On Monday President Xi Jinping met President Kassym-Jomart Tokayev. The president smiled.": [],
    "President Xi Jinping left. The president of the bank stayed.": [],
    "The president smiled. President Xi Jinping left.": [],
    "Xi left. The minister smiled.": [],
    "President Xi Jinping left. The vice president smiled.": [],
}


@pytest.fixture(scope="module")
def lexicon(registry: Registry) -> Lexicon:
    return Lexicon.of(registry)


def meant(text: str, lexicon: Lexicon) -> list[str]:
    article = prose(text, day=DAY)
    cut = sentences(article)
    found = resolve_descriptions(cut, find_names(article, cut, lexicon=lexicon, day=DAY))
    assert all(each.span.of(text) == each.quote for each in found)
    return [f"{each.quote} = {each.actor} {each.person}" for each in found]


@pytest.mark.parametrize("text", MEANT)
def test_whom_a_description_means(text: str, lexicon: Lexicon) -> None:
    assert meant(text, lexicon) == MEANT[text]


def test_what_is_named_too_far_back_is_not_meant(lexicon: Lexicon) -> None:
    between = "It rained. " * LONGEST_WAY_BACK
    assert meant(f"The Russian Foreign Ministry spoke. {between[11:]}The ministry spoke.", lexicon)
    assert not meant(f"The Russian Foreign Ministry spoke. {between}The ministry spoke.", lexicon)


def test_an_act_of_the_ministry_is_its_states(registry: Registry) -> None:
    text = "The Russian Foreign Ministry spoke on Monday. The ministry summoned the ambassador of Norway."
    (event,) = read_prose(Reader.of(registry), text, day=DAY).events
    assert (event.type, [each.actor for each in event.sources]) == ("ACCUSE", ["RUS"])
    assert "told of before" in event.sources[0].reason


@pytest.mark.parametrize(
    ("before", "blamed"), [("France met Iran.", []), ("Iran shelled Kuwait.", ["IRN"])], ids=["untold", "told"]
)
def test_an_assault_is_blamed_only_on_whoever_was_told_to_have_done_one(
    before: str, blamed: list[str], registry: Registry
) -> None:
    events = read_prose(Reader.of(registry), f"{before} Japan condemned the shelling of the port.", day=DAY).events
    (condemned,) = [each for each in events if each.type == "ACCUSE"]
    assert [each.actor for each in condemned.targets] == blamed
