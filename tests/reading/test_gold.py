"""The gold itself: well formed, its words in its texts, its actors known, its split the one that the ids decide."""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from keystone_states import ontology
from keystone_states.actors.registry import Registry
from keystone_states.errors import BadInputError, StoreError
from keystone_states.model.dates import Precision, years_before
from keystone_states.reading.clean import clean
from keystone_states.reading.gold import (
    Gold,
    Labels,
    actors_in,
    counts,
    held_out,
    pure_plover,
    read_gold,
    read_pages,
)
from keystone_states.reading.pipeline import Reader, prose, read_articles
from keystone_states.reading.records import EventStatus
from keystone_states.world import World

HERE = Path(__file__).resolve().parents[1] / "golden" / "reading"
PAGES = read_pages(HERE / "pages")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
FEWEST = {"AGREE": 20, "CONSULT": 60, "SUPPORT": 20, "CONCEDE": 10, "COOPERATE": 10, "AID": 10, "RETREAT": 10}
FEWEST |= {"REQUEST": 10, "ACCUSE": 10, "REJECT": 10, "THREATEN": 10, "PROTEST": 10, "SANCTION": 20, "MOBILIZE": 10}
FEWEST |= {"COERCE": 10, "ASSAULT": 20}


@pytest.fixture(scope="module")
def sentences() -> Gold:
    return read_gold(HERE / "sentences.yaml")


@pytest.fixture(scope="module")
def wide() -> Gold:
    return read_gold(HERE / "wide.yaml")


@pytest.fixture(scope="module")
def quiet() -> Gold:
    return read_gold(HERE / "quiet.yaml")


@pytest.fixture(scope="module")
def pages() -> Gold:
    return read_gold(HERE / "pages")


@pytest.fixture(params=["sentences", "wide", "pages"])
def gold(request: pytest.FixtureRequest) -> Gold:
    named: Gold = request.getfixturevalue(request.param)
    return named


def test_the_ties_are_of_every_kind_with_known_ends_and_words_of_their_texts(world: World) -> None:
    ties = read_gold(HERE / "ties.yaml")
    known = ties.world(world)
    assert set(actors_in(ties)) <= {*known.actors, *(each.person for each in known.persons)}
    assert {each.id for each in ties.texts if each.split == "held"} == held_out(each.id for each in ties.texts)
    assert ties.labels is Labels.TIES
    assert not [each.text for each in ties.texts for tie in each.ties if tie.value and tie.value not in each.text]
    assert {tie.kind for each in ties.texts for tie in each.ties} == set(ontology.ties().ties)
    assert sum(not each.ties for each in ties.texts) >= 15


def test_there_is_enough_of_everything(sentences: Gold) -> None:
    assert counts(sentences)["texts"] >= 300
    assert counts(sentences)["texts without an event"] >= 40
    assert counts(sentences)["quotes"] >= 20
    types = Counter(event.type for text in sentences.texts for event in text.events)
    assert {kind: types[kind] for kind in FEWEST if types[kind] < FEWEST[kind]} == {}
    assert set(FEWEST) == set(ontology.plover().types)
    statuses = Counter(event.status for text in sentences.texts for event in text.events)
    assert min(statuses[status] for status in EventStatus) >= 10


def test_the_wide_sentences_tell_of_every_type_and_status(wide: Gold) -> None:
    assert counts(wide)["texts"] == 300
    assert counts(wide)["texts without an event"] >= 50
    assert counts(wide)["quotes"] >= 15
    types = Counter(event.type for text in wide.texts for event in text.events)
    assert min(types[kind] for kind in ontology.plover().types) >= 14
    statuses = Counter(event.status for text in wide.texts for event in text.events)
    assert min(statuses[status] for status in EventStatus) >= 8


def test_there_are_twenty_pages_of_both_forms() -> None:
    assert len(PAGES) == 20
    assert Counter(Path(page.page).suffix for page in PAGES) == {".html": 11, ".txt": 9}


def test_the_quiet_sentences_tell_of_nothing(quiet: Gold) -> None:
    assert counts(quiet)["texts"] == counts(quiet)["texts without an event"] == 420
    assert {text.id for text in quiet.texts if text.split == "held"} == held_out(text.id for text in quiet.texts)


def test_an_event_is_read_in_few_of_the_quiet_sentences(quiet: Gold, registry: Registry) -> None:
    readings = read_articles(Reader.of(registry), [prose(text.text, day=text.day) for text in quiet.texts])
    false = [reading.article.text for reading in readings if reading.events]
    assert len(false) <= 0.05 * len(quiet.texts), false


def test_no_sentence_stands_there_twice(sentences: Gold, wide: Gold, quiet: Gold) -> None:
    assert max(Counter(text.text for text in (*sentences.texts, *wide.texts, *quiet.texts)).values()) == 1


def test_exactly_a_third_is_held_out_and_the_ids_decide_which(gold: Gold) -> None:
    held = {text.id for text in gold.texts if text.split == "held"}
    assert held == held_out(text.id for text in gold.texts)
    assert len(held) == len(gold.texts) // 3


def test_the_sentences_divide_by_three(sentences: Gold) -> None:
    assert 3 * len(sentences.part("held").texts) == len(sentences.texts)
    assert len(sentences.part("dev").texts) + len(sentences.part("held").texts) == len(sentences.part("all").texts)


def test_places_and_quoted_words_stand_in_the_text(gold: Gold) -> None:
    for text in gold.texts:
        words = [
            *(quote.words for quote in text.quotes),
            *(each.place for each in text.events),
            *(each.quote for each in text.events),
        ]
        assert [each for each in words if each and each not in text.text] == [], text.id


def test_direct_quotes_stand_in_quotation_marks(gold: Gold) -> None:
    for text in gold.texts:
        for quote in text.quotes:
            assert re.search(rf"[\"“]{re.escape(quote.words)}[\"”]", text.text), (text.id, quote.words)


def test_every_actor_is_known(gold: Gold, world: World) -> None:
    known = gold.world(world).actors
    assert set(actors_in(gold)) - set(known) == set()


def test_the_lexicon_hides_no_actor_of_the_packaged_world(gold: Gold, world: World) -> None:
    added = {row.actor for row in (*gold.lexicon.states, *gold.lexicon.organisations)}
    assert added
    assert not added & set(world.actors)
    assert {*(row.actor for row in gold.lexicon.names), *gold.lexicon.places} <= added


def test_types_that_need_two_parties_have_two(gold: Gold) -> None:
    for text in gold.texts:
        for event in text.events:
            if event.type in ("COOPERATE", "SANCTION", "AID"):
                assert event.target or len(event.source) > 1, text.id


def test_a_day_of_the_week_agrees_with_the_date(gold: Gold, pages: Gold) -> None:
    seen = 0
    for text in gold.texts:
        for event in text.events:
            alone = event.quote is not None or len(text.events) == 1
            named = {day for day in WEEKDAYS if day in (event.quote or text.text)}
            if len(named) == 1 and event.date and event.date.day and text.day and alone:
                assert WEEKDAYS[event.date.first().weekday()] in named, text.id
                assert abs((event.date.first() - text.day).days) <= 7, text.id
                seen += 1
    assert seen >= (10 if gold is pages else 30)


def test_what_is_dated_long_before_is_historical_and_nothing_dated_later_is(gold: Gold) -> None:
    for text in gold.texts:
        for event in text.events:
            if event.date and text.day and event.status is not EventStatus.DENIED:
                earlier_year = event.date.precision is Precision.YEAR and event.date.year < text.day.year
                long_ago = event.date.last() < years_before(text.day, 1)
                assert (event.status is EventStatus.HISTORICAL) == (earlier_year or long_ago), text.id


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.page)
def test_what_stays_and_what_goes_of_a_page_stands_in_its_file(page: Any) -> None:
    original = html.unescape((HERE / "pages" / page.page).read_text(encoding="utf-8")).replace("\xad", "")
    assert [each for each in (*page.keeps, *page.drops, page.title, page.byline or "") if each not in original] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.page)
def test_cleaning_keeps_the_article_and_drops_the_furniture(page: Any) -> None:
    article = clean((HERE / "pages" / page.page).read_bytes(), name=page.page)
    assert [each for each in page.keeps if each not in article.text] == []
    assert [each for each in page.drops if each in article.text] == []
    assert (article.published and str(article.published.day)) == (page.day and page.day.isoformat())


def test_pure_plover_calls_a_planned_visit_an_agreement() -> None:
    assert pure_plover("CONSULT", EventStatus.PLANNED) == "AGREE"
    assert pure_plover("CONSULT", EventStatus.REPORTED) == "CONSULT"
    assert pure_plover("SANCTION", EventStatus.PLANNED) == "SANCTION"


# Reading the files

EVENT = {"type": "CONSULT", "status": "reported", "source": ["KAZ"], "target": []}
SENTENCE: dict[str, Any] = {"id": "a-1", "day": None, "split": "dev", "text": "A met B.", "events": [EVENT]}


def written(folder: Path, *sentences: Any, **more: Any) -> Path:
    path = folder / "gold.yaml"  # JSON is YAML
    path.write_text(json.dumps({"sentences": list(sentences), **more}), encoding="utf-8")
    return path


def test_a_gold_is_read(tmp_path: Path) -> None:
    read = read_gold(written(tmp_path, SENTENCE))
    assert (read.labels, counts(read)["events"]) == (Labels.ALL, 1)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"events": [{**EVENT, "type": "MEET"}]}, "no PLOVER type 'MEET'"),
        ({"events": [{**EVENT, "mode": "torture"}]}, "CONSULT has no mode 'torture'"),
        ({"events": [{**EVENT, "source": []}]}, "without any actor"),
        ({"events": [{**EVENT, "status": "maybe"}]}, "sentence a-1: events.0.status"),
        ({"events": [{**EVENT, "date": "18 June"}]}, "is not a date"),
        ({"split": "test"}, "split"),
        ({"colour": "red"}, "colour"),
        ({"text": ""}, "text"),
    ],
)
def test_a_fault_in_an_entry_is_named(tmp_path: Path, change: dict[str, Any], said: str) -> None:
    with pytest.raises(BadInputError, match=re.escape(said)):
        read_gold(written(tmp_path, {**SENTENCE, **change}))


def test_faults_of_the_file_are_named(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="'a-1' stands there twice"):
        read_gold(written(tmp_path, SENTENCE, SENTENCE))
    with pytest.raises(BadInputError, match="lexicon: states 1: "):
        read_gold(written(tmp_path, SENTENCE, lexicon={"states": [{"actor": "XGO"}]}))
    with pytest.raises(BadInputError, match="lexicon: colours"):
        read_gold(written(tmp_path, SENTENCE, lexicon={"colours": []}))
    with pytest.raises(BadInputError, match="a lexicon that cannot be used"):
        read_gold(written(tmp_path, SENTENCE, lexicon="gold.yaml"))
    with pytest.raises(StoreError, match="cannot read"):
        read_gold(tmp_path / "absent.yaml")
    (tmp_path / "list.yaml").write_text("- 1\n", encoding="utf-8")
    with pytest.raises(BadInputError, match="no list `sentences`"):
        read_gold(tmp_path / "list.yaml")
    (tmp_path / "bad.yaml").write_text("a: [", encoding="utf-8")
    with pytest.raises(BadInputError, match="not YAML"):
        read_gold(tmp_path / "bad.yaml")


def test_a_page_without_its_file_is_named(tmp_path: Path) -> None:
    page = {"page": "x.txt", "day": None, "split": "dev", "title": "X", "keeps": [], "drops": [], "events": []}
    (tmp_path / "x.yaml").write_text(json.dumps(page), encoding="utf-8")
    with pytest.raises(StoreError, match=r"cannot read the page .*x\.txt"):
        read_gold(tmp_path)


def test_sentences_with_one_label_are_read(tmp_path: Path) -> None:
    rows = [
        {"id": "7", "type": "YIELD", "source": ["RUS"], "target": ["UKR"], "text": "A.", "k": "both"},
        {"id": "8", "type": "AID", "source": [], "target": [], "text": "B."},
    ]
    path = tmp_path / "labels.json"
    path.write_text(json.dumps(rows), encoding="utf-8")
    read = read_gold(path)
    assert read.labels is Labels.ONE
    assert [text.events[0].type for text in read.texts] == ["YIELD", "AID"]
    assert read.texts[1].events[0].source == ()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "not JSON"),
        ("{}", "no list"),
        ('[{"id": "1"}]', "entry 1: lacks or spoils 'type'"),
        ('[{"id": "1", "type": "MEET", "source": [], "target": [], "text": "A."}]', "no PLOVER type 'MEET'"),
    ],
)
def test_faults_in_labelled_sentences_are_named(tmp_path: Path, content: str, said: str) -> None:
    path = tmp_path / "labels.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(BadInputError, match=re.escape(said)):
        read_gold(path)


@pytest.mark.samples
def test_the_labelled_development_set_is_read_where_it_is_there(samples: Path) -> None:
    path = samples / "labelled_events" / "plv_train_country.json"
    if not path.is_file():
        pytest.skip(f"needs {path}")
    assert len(read_gold(path).texts) == 1050
