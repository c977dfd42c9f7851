from __future__ import annotations

import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

from keystone_states.model.rows import Meeting
from keystone_states.report.brief import Brief, make_brief
from keystone_states.report.html import as_html
from keystone_states.report.markdown import as_markdown
from keystone_states.study import Study

HOSTILE = """<script>alert(1)</script>"'><img src=x onerror=alert(2)>[x](javascript:alert(3))"""


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.hrefs: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        found = dict(attrs)
        if tag == "a":
            self.hrefs.append(found.get("href") or "")
        if found.get("id"):
            self.ids.append(found["id"] or "")


def _parsed(page: str) -> _Links:
    parser = _Links()
    parser.feed(page)
    return parser


def test_the_page_is_self_contained_and_every_link_leads_somewhere(kaz_page: Path) -> None:
    page = kaz_page.read_text(encoding="utf-8")
    found = _parsed(page)
    assert not {"script", "img", "link", "iframe", "object"} & found.tags
    assert "default-src 'none'" in page
    assert len(found.ids) == len(set(found.ids))
    for href in found.hrefs:
        assert href.startswith(("http://", "https://")) or href.removeprefix("#") in found.ids, href


def test_the_sections_come_in_the_order_of_the_questions(kaz_page: Path) -> None:
    page = kaz_page.read_text(encoding="utf-8")
    order = [page.index(f'id="{each}"') for each in ("how", "whom", "since", "doors", "gaps", "evidence", "method")]
    assert order == sorted(order)
    assert page.count("<svg") >= 5
    assert "@software{keystone" in page


def test_text_of_the_facts_is_never_rendered(kaz: Brief) -> None:
    world = kaz.study.world
    meetings = tuple(_poisoned(row) if row.host == "KAZ" else row for row in world.meetings)
    study = Study(kaz.study.recipe, replace(world, meetings=meetings))
    brief = make_brief(study, "KAZ")
    page = as_html(brief)
    assert "script" not in _parsed(page).tags
    assert "img" not in _parsed(page).tags
    assert "&lt;script&gt;" in page
    assert "<script>" not in as_markdown(brief)
    assert re.search(r"(?<!\\)\]\(javascript", as_markdown(brief)) is None


def _poisoned(row: Meeting) -> Meeting:
    return row.model_copy(update={"title": HOSTILE, "note": HOSTILE, "city": HOSTILE})


@pytest.mark.browser
def test_no_serious_finding_of_axe(browser: object, kaz_page: Path) -> None:
    from axe_playwright_python.sync_playwright import Axe

    context = browser.new_context(viewport={"width": 1280, "height": 900}, bypass_csp=True)  # type: ignore[attr-defined]
    page = context.new_page()
    page.goto(kaz_page.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(each => each.open = true)")
    found = Axe().run(page).response["violations"]
    serious = [(each["id"], each["nodes"][0]["html"]) for each in found if each["impact"] in ("serious", "critical")]
    context.close()
    assert serious == []


@pytest.mark.browser
@pytest.mark.parametrize("width", [360, 1280])
def test_the_page_never_scrolls_sideways_and_works_without_script_or_network(
    browser: object, kaz_page: Path, width: int
) -> None:
    context = browser.new_context(  # type: ignore[attr-defined]
        viewport={"width": width, "height": 800}, java_script_enabled=False, offline=True
    )
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(kaz_page.as_uri())
    box = page.locator("main").bounding_box()
    heading = page.locator("h1").inner_text()
    context.close()
    assert box is not None
    assert box["x"] + box["width"] <= width
    assert heading == "Kazakhstan"
    assert [url for url in asked if not url.startswith("file:")] == []


@pytest.mark.browser
def test_nothing_is_wider_than_a_phone(browser: object, kaz_page: Path) -> None:
    context = browser.new_context(viewport={"width": 360, "height": 800}, bypass_csp=True)  # type: ignore[attr-defined]
    page = context.new_page()
    page.goto(kaz_page.as_uri())
    width = page.evaluate("document.documentElement.scrollWidth")
    context.close()
    assert width <= 360
