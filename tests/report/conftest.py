from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from keystone_states.report.brief import Brief, make_brief
from keystone_states.session import open_study

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture(scope="session")
def kaz(tmp_path_factory: pytest.TempPathFactory) -> Brief:
    return make_brief(open_study(store=tmp_path_factory.mktemp("store"), draws=50), "KAZ")


@pytest.fixture(scope="session")
def kaz_page(kaz: Brief, tmp_path_factory: pytest.TempPathFactory) -> Path:
    from keystone_states.report.html import as_html

    path = tmp_path_factory.mktemp("brief") / "kaz.html"
    path.write_text(as_html(kaz), encoding="utf-8")
    return path


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        yield running
        running.close()
