from __future__ import annotations

from pathlib import Path

import pytest

from keystone_states import ingest
from keystone_states.errors import BadRowError, StoreError
from keystone_states.reference import digest
from keystone_states.store import generations
from keystone_states.world import read_world


def append(facts: Path, table: str, line: str) -> None:
    with (facts / f"{table}.csv").open("a", encoding="utf-8") as file:
        file.write(line + "\n")


NEW_FACT = "SCO,TUV,partner,2026-01-01,,no,high,https://example.org/,2026-11-24,"


def test_facts_are_written_once_and_again_only_when_one_changes(facts: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    assert ingest.refresh(store, facts=facts) is True
    assert ingest.refresh(store, facts=facts) is False
    append(facts, "memberships", NEW_FACT)
    assert ingest.refresh(store, facts=facts) is True
    assert ingest.refresh(store, facts=facts) is False
    assert "memberships:SCO/TUV/partner/2026-01-01" in read_world(store).by_evidence


def test_a_bad_fact_leaves_the_last_good_generation(facts: Path, tmp_path: Path) -> None:
    store = tmp_path / "store"
    ingest.refresh(store, facts=facts)
    good = generations.current(store)
    append(facts, "memberships", NEW_FACT.replace("2026-01-01", "some day"))
    with pytest.raises(BadRowError):
        ingest.refresh(store, facts=facts)
    assert generations.current(store) == good
    assert read_world(store).memberships


def test_the_digest_moves_with_every_table(facts: Path) -> None:
    seen = {digest(facts)}
    for path in sorted(facts.glob("*.csv")):
        with path.open("a", encoding="utf-8") as file:
            file.write("\n")
        seen.add(digest(facts))
    assert len(seen) == 1 + len(list(facts.glob("*.csv")))


def test_a_folder_that_is_none_is_a_store_error(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match=r"is not a folder.*--facts"):
        ingest.refresh(tmp_path / "store", facts=tmp_path / "nowhere")


def test_the_store_is_where_the_environment_says(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("KEYSTONE_STORE", str(tmp_path / "here"))
    assert ingest.default_store() == tmp_path / "here"
    monkeypatch.delenv("KEYSTONE_STORE")
    assert ingest.default_store().name == "store"


SOURCED = "https://example.org/,2026-11-24,"
DANGLING = {
    "memberships.organisation": ("memberships", f"RIVENDELL,KAZ,member,2020,,no,high,{SOURCED}"),
    "memberships.actor": ("memberships", f"SCO,ARN,member,2020,,no,high,{SOURCED}"),
    "meetings.host": ("meetings", f"council,Council,talks,,minister,2020-01-01,,,ARN,,,,no,high,{SOURCED}"),
    "meetings.forum": ("meetings", f"council,Council,talks,,minister,2020-01-01,,,KAZ,RIVENDELL,,,no,high,{SOURCED}"),
    "participations.meeting": ("participations", f"council,KAZ,host,,{SOURCED}"),
    "participations.actor": ("participations", f"sco-summit-2022,ARN,guest,,{SOURCED}"),
    "posts.person": ("posts", f"elrond,KAZ,other,Lord,2020,,no,no,high,{SOURCED}"),
    "posts.actor": ("posts", f"tokayev-kassym-jomart,ARN,other,Lord,2020,,no,no,high,{SOURCED}"),
    "persons.actor": ("persons", f"elrond,Elrond,,ARN,{SOURCED}"),
    "names.actor": ("names", f"ARN,Arnor,alias,,,{SOURCED}"),
    "positions.actor": ("positions", f"ARN,2019,0.1,0.1,10,{SOURCED}"),
    "coverage.actor": ("coverage", "visits,ARN,full,2013,"),
    "sizes.actor": ("sizes", f"ARN,2022,10,,{SOURCED}"),
    "organisations.seat_state": ("organisations", f"COUNCIL,White Council,,,forum,,,,ARN,{SOURCED}"),
}


@pytest.mark.parametrize("link", DANGLING)
def test_a_row_that_points_nowhere_names_file_line_column_and_home(facts: Path, tmp_path: Path, link: str) -> None:
    table, line = DANGLING[link]
    number = len((facts / f"{table}.csv").read_text(encoding="utf-8").splitlines()) + 1
    append(facts, table, line)
    with pytest.raises(BadRowError) as refused:
        ingest.refresh(tmp_path / "store", facts=facts)
    said = str(refused.value)
    assert said.startswith(f"{table}.csv:{number}: column {link.split('.')[1]!r} is ")
    assert "expected one listed in " in said
    assert not (tmp_path / "store").exists()


def test_a_meeting_on_the_soil_of_an_organisation_is_refused(facts: Path, tmp_path: Path) -> None:
    append(facts, "meetings", f"council,Council,talks,,minister,2020-01-01,,,SCO,,,,no,high,{SOURCED}")
    with pytest.raises(BadRowError, match="column 'host' is 'SCO'"):
        ingest.refresh(tmp_path / "store", facts=facts)


def test_a_membership_of_a_state_in_a_state_is_refused(facts: Path, tmp_path: Path) -> None:
    append(facts, "memberships", f"RUS,KAZ,member,2020,,no,high,{SOURCED}")
    with pytest.raises(BadRowError, match="column 'organisation' is 'RUS'"):
        ingest.refresh(tmp_path / "store", facts=facts)
