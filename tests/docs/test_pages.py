from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from keystone_states.cli import keystone
from keystone_states.measures import MEASURES
from keystone_states.store.tables import TABLES


def words(repository: Path) -> str:
    pages = [repository / "README.md", *sorted((repository / "docs").rglob("*.md"))]
    return "\n".join(page.read_text(encoding="utf-8") for page in pages if page.exists())


def leaves(group: click.Group, path: str) -> list[str]:
    context = click.Context(group)
    found = []
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        found += leaves(command, f"{path} {name}") if isinstance(command, click.Group) else [f"{path} {name}"]
    return found


@pytest.mark.parametrize("command", leaves(keystone, "keystone"))
def test_every_command_is_named_in_the_docs(repository: Path, command: str) -> None:
    assert re.search(rf"\b{command}\b", words(repository))


def test_printed_pages_are_what_the_code_prints(repository: Path) -> None:
    script = repository / "scripts" / "make_docs.py"
    done = subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_data_page_names_every_table_and_column(repository: Path) -> None:
    page = (repository / "docs" / "data.md").read_text(encoding="utf-8")
    for table in TABLES:
        assert table.name in page
        for column in table.columns:
            assert column.meaning.replace("|", "\\|") in page or column.meaning in page, (table.name, column.name)


def test_the_measures_page_names_every_measure(repository: Path) -> None:
    page = (repository / "docs" / "measures.md").read_text(encoding="utf-8")
    for measure in MEASURES:
        assert measure.name in page
        assert measure.code in page
        assert measure.question in page


def test_the_check_of_printed_pages_sees_a_stale_one(repository: Path, tmp_path: Path) -> None:
    (tmp_path / "scripts").mkdir()
    (tmp_path / "docs").mkdir()
    script = tmp_path / "scripts" / "make_docs.py"
    script.write_bytes((repository / "scripts" / "make_docs.py").read_bytes())
    for page in (repository / "docs").glob("*.md"):
        (tmp_path / "docs" / page.name).write_bytes(page.read_bytes())
    stale = tmp_path / "docs" / "data.md"
    stale.write_text(stale.read_text(encoding="utf-8") + "A word too many.\n", encoding="utf-8")
    done = subprocess.run([sys.executable, script, "--check"], capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "data.md" in done.stdout + done.stderr


def test_links_between_pages_lead_somewhere(repository: Path) -> None:
    broken = [
        (page.name, target)
        for page in [repository / "README.md", *(repository / "docs").rglob("*.md")]
        for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))
        if not target.startswith(("http", "mailto:")) and not (page.parent / target).exists()
    ]
    assert broken == []
