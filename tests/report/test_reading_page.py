"""The page of a reading: every record is linked, nothing hostile is rendered, it fits a narrow screen."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest

from keystone_states.actors.registry import Registry
from keystone_states.reading.pipeline import Reader, read_prose
from keystone_states.reading.records import Reading
from keystone_states.report.reading import as_html
from keystone_states.world import World

HOSTILE = """<script>alert(1)</script>"'><img src=x onerror=alert(2)>"""
TEXT = (
    f"Xi Jinping visited Kazakhstan on Monday. “We need {HOSTILE} bridges,” President Kassym-Jomart Tokayev said.\n"
    "Russia will not meet Ukraine in Turkey. The weather was mild that day, and nobody spoke of it in the town."
)


@pytest.fixture(scope="module")
def reading(registry: Registry) -> Reading:
    return read_prose(Reader.of(registry), TEXT, day=date(2022, 9, 14))


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        found = dict(attrs)
        assert not any(name.startswith("on") for name in found)
        self.ids += [found["id"] or ""] if "id" in found else []
        self.links += [found["href"] or ""] if "href" in found else []

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def parsed(page: str) -> _Page:
    found = _Page()
    found.feed(page)
    return found


def test_the_page_holds_the_whole_text_and_each_mark_leads_to_a_record(reading: Reading, world: World) -> None:
    found = parsed(as_html([reading, reading], world))
    assert not {"script", "img", "link", "iframe", "object"} & found.tags
    assert len(found.ids) == len(set(found.ids))
    assert {link.removeprefix("#") for link in found.links} <= set(found.ids)
    assert len(found.ids) == 2 * (len(reading.events) + len(reading.ties) + len(reading.quotes))
    for paragraph in reading.article.paragraphs:
        assert paragraph.span.of(reading.article.text) in "".join(found.text)


def test_an_uncoded_sentence_says_why(reading: Reading, world: World) -> None:
    page = as_html([reading], world)
    assert reading.uncoded
    assert re.search(r'class="none" tabindex="0" data-cause="no actor named"', page)
    assert "default-src 'none'" in page


def test_it_fits_a_narrow_screen_and_asks_for_nothing(reading: Reading, world: World, browser: Any) -> None:
    page = browser.new_page(viewport={"width": 360, "height": 800})
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.set_content(as_html([reading], world))
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    assert asked == []
    page.close()
