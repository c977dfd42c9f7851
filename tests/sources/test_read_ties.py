"""Saved ties in the World: joined with low confidence, or evidence for what is known, until they are forgotten."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from keystone_states import ontology
from keystone_states.actors.registry import Registry
from keystone_states.layers import LAYERS
from keystone_states.layers.contract import Contribution, LayerChoices
from keystone_states.model.dates import Window
from keystone_states.model.relations import InvestmentKind
from keystone_states.model.rows import Confidence, Role
from keystone_states.reading.clean import clean
from keystone_states.reading.pipeline import Reader, read_articles
from keystone_states.reading.records import Reading
from keystone_states.report.evidence import line
from keystone_states.session import forget_reading, open_world, save_readings, saved_readings
from keystone_states.sources.read_ties import ReadInvestment, ReadMembership, with_ties
from keystone_states.sources.readings import with_readings
from keystone_states.store import datasets
from keystone_states.world import World

DAY = date(2026, 6, 16)
JOINED = "Peru joined the Shanghai Cooperation Organisation on 3 June 2026, officials said in a statement."
KNOWN = "Kazakhstan is a member of the Shanghai Cooperation Organisation, officials said in a statement on Monday."
SUM = "Japan invested $2.5 billion in mining in Peru in 2025, officials said in a statement on Monday evening."
Saved = Callable[..., World]


@pytest.fixture(scope="module")
def reader(registry: Registry) -> Reader:
    return Reader.of(registry)


def read(reader: Reader, *texts: str, day: date | None = DAY) -> list[Reading]:
    return list(read_articles(reader, [clean(each.encode(), name="article.txt", day=day) for each in texts]))


@pytest.fixture
def saved(reader: Reader, tmp_path: Path, world: World) -> Saved:
    """The World of the facts with the readings of a store; `open_world` does the same with the facts of the store."""

    def run(*texts: str, day: date | None = DAY) -> World:
        save_readings(read(reader, *texts, day=day), store=tmp_path)
        return with_ties(with_readings(replace(world, loaded=datasets.loaded(tmp_path))))

    return run


def read_memberships(world: World) -> list[ReadMembership]:
    return [each for each in world.memberships if isinstance(each, ReadMembership)]


def read_investments(world: World) -> list[ReadInvestment]:
    return [each for each in world.investments if isinstance(each, ReadInvestment)]


def forums(world: World) -> list[Contribution]:
    (layer,) = [each for each in LAYERS if each.name == "forums"]
    window = Window(date(2025, 7, 1), date(2026, 7, 1))
    return list(layer.build(world, window, LayerChoices(level_weights=ontology.levels())))


def in_sco(world: World, actor: str) -> list[Contribution]:
    return [each for each in forums(world) if each.unit == "SCO" and actor in (each.source, each.target)]


def test_a_membership_only_an_article_tells_of_joins_the_world(saved: Saved) -> None:
    (row,) = read_memberships(saved(JOINED))
    assert (row.organisation, row.actor, row.role, str(row.since), row.until) == (
        *("SCO", "PER", Role.MEMBER, "2026-06-03"),
        None,
    )
    assert (row.confidence, row.disputed) == (Confidence.LOW, False)
    assert (row.holds(date(2026, 6, 2)), row.holds(date(2026, 6, 3))) == (False, True)


def test_the_layer_of_forums_sees_it_with_the_articles_words_until_it_is_forgotten(
    reader: Reader, tmp_path: Path, world: World
) -> None:
    assert not in_sco(world, "PER")
    save_readings(read(reader, JOINED), store=tmp_path)
    found = open_world(store=tmp_path)
    shared = in_sco(found, "PER")
    members = {each.actor for each in found.memberships if each.organisation == "SCO" and each.role is Role.MEMBER}
    assert len(shared) == len(members) - 1
    (row,) = read_memberships(found)
    assert all(row.evidence_id in each.evidence for each in shared)
    said = line(found, row.evidence_id)
    assert said.text.startswith("“Peru joined the Shanghai Cooperation Organisation on 3 June 2026")
    assert "2026-06-16" in said.text
    (kept,) = saved_readings(store=tmp_path)
    forget_reading(kept.sha256[:12], store=tmp_path)
    after = open_world(store=tmp_path)
    assert not in_sco(after, "PER")
    assert forums(after) == forums(world)


def test_a_known_membership_gains_evidence_and_is_not_counted_again(saved: Saved, world: World) -> None:
    found = saved(KNOWN)
    assert found.memberships == world.memberships
    ((key, (told,)),) = found.reported.items()
    assert key.startswith("memberships:SCO/KAZ/member/")
    assert line(found, told).text.startswith("“Kazakhstan is a member of the Shanghai")
    plain, shared = (sorted(in_sco(each, "KAZ"), key=lambda c: (c.source, c.target)) for each in (world, found))
    assert [each.weight for each in shared] == [each.weight for each in plain]
    assert all(told in each.evidence for each in shared)


def test_two_articles_on_one_membership_are_one(saved: Saved) -> None:
    found = saved(JOINED, "Peru is a member of the Shanghai Cooperation Organisation, officials said on Monday.")
    (row,) = read_memberships(found)
    assert len(found.reported[row.evidence_id]) == 1


def test_a_start_that_was_not_read_is_that_of_publication_or_none(saved: Saved) -> None:
    text = "Peru is a member of the Shanghai Cooperation Organisation, officials said in a statement that evening."
    (row,) = read_memberships(saved(text))
    assert (str(row.since), row.since.by) == ("..2026-06-16", True)


def test_without_any_day_nothing_joins(saved: Saved) -> None:
    assert not read_memberships(saved("Peru is a member of the Shanghai Cooperation Organisation.", day=None))


def test_another_role_than_the_known_one_is_kept_as_disputed(saved: Saved) -> None:
    found = saved("Kazakhstan is an observer at the Shanghai Cooperation Organisation, officials said on Monday.")
    (row,) = read_memberships(found)
    assert (row.role, row.disputed) == (Role.OBSERVER, True)


@pytest.mark.parametrize(
    "text",
    [
        "Peru is not a member of the Shanghai Cooperation Organisation, officials said in a statement on Monday.",
        "Peru will join the Shanghai Cooperation Organisation next year, officials said in a statement on Monday.",
        "Peru left the Shanghai Cooperation Organisation on 3 June 2026, officials said in a statement on Monday.",
        "Japan invested between $2-3 billion in mining in Peru in 2025, officials said in a statement on Monday.",
        "Japan is an ally of Peru, officials said in a statement on Monday evening, and praised the alliance.",
    ],
)
def test_what_is_denied_planned_ended_or_of_another_kind_joins_nothing(saved: Saved, world: World, text: str) -> None:
    found = saved(text)
    assert (found.memberships, found.investments) == (world.memberships, world.investments)


def test_leaving_adds_evidence_to_a_membership_that_ended_then(saved: Saved, world: World) -> None:
    found = saved("Georgia left the Commonwealth of Independent States in 2009, officials said in a statement.")
    assert found.memberships == world.memberships
    (key,) = [each for each in found.reported if each.startswith("memberships:")]
    assert key.startswith("memberships:CIS/GEO/")


def test_an_investment_joins_with_amount_year_and_sector(saved: Saved) -> None:
    (row,) = read_investments(saved(SUM))
    assert (row.investor, row.host, row.sector, row.kind) == ("JPN", "PER", "mining", InvestmentKind.PROJECT)
    assert (str(row.year), row.currency, row.amount and row.amount.best) == ("2025", "USD", 2.5)
    assert row.confidence is Confidence.LOW


def test_one_sum_told_twice_is_one(saved: Saved) -> None:
    found = saved(SUM, "In 2025, Japan invested about $2.5 billion in Peru, the paper said in its issue of Monday.")
    (row,) = read_investments(found)
    assert len(found.reported[row.evidence_id]) == 1
    other = saved("Japan invested $9 billion in mining in Peru in 2025, officials said in a statement on Monday.")
    assert len(read_investments(other)) == 2


def test_hosting_is_evidence_for_the_one_meeting_it_can_be(saved: Saved, world: World) -> None:
    found = saved("Kazakhstan hosted the summit of the Shanghai Cooperation Organisation on 3 July 2024, it said.")
    told = found.reported["sco-summit-2024"]
    assert all(line(found, each).text.startswith("“Kazakhstan hosted the summit") for each in told)
    assert any("-t" in each for each in told)
    vague = saved("Kazakhstan has hosted many talks about Syria over the years, officials said in a statement.")
    assert vague.meetings == world.meetings


def test_a_second_save_changes_nothing(saved: Saved) -> None:
    first, second = saved(JOINED, SUM), saved(JOINED, SUM)
    assert (first.memberships, first.investments) == (second.memberships, second.investments)
