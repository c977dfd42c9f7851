from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import click
import pytest

from keystone_states.cli import keystone
from keystone_states.errors import EXIT_CODES

HEAVY = ("duckdb", "numpy", "scipy", "pydantic", "rich", "jinja2", "yaml", "rapidfuzz", "highspy")


def commands(group: click.Group, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None, name
        if isinstance(command, click.Group):
            yield from commands(command, (*path, name))
        else:
            yield (*path, name), command


LEAVES = dict(commands(keystone))
each_command = pytest.mark.parametrize("path", LEAVES, ids=" ".join)


def help_of(path: tuple[str, ...]) -> str:
    context = click.Context(LEAVES[path], info_name="keystone " + " ".join(path), terminal_width=80)
    return LEAVES[path].get_help(context)


def test_the_promised_commands_are_there() -> None:
    promised = ["brief", "score", "explain", "actors resolve", "data list", "data show", "positions fit", "cite"]
    assert {tuple(name.split()) for name in promised} <= set(LEAVES)


@each_command
def test_help_has_examples_that_name_the_command(path: tuple[str, ...]) -> None:
    shown = help_of(path).split("Examples:\n", 1)[1].strip().splitlines()
    assert shown
    for line in shown:
        assert line.strip().startswith("keystone " + " ".join(path)), line


@each_command
def test_help_names_the_python_twin(path: tuple[str, ...]) -> None:
    assert re.search(r"Python:\s+\S", help_of(path))


@each_command
def test_every_command_offers_json_and_csv(path: tuple[str, ...]) -> None:
    choices = {param.name: param.type for param in LEAVES[path].params}["form"]
    assert isinstance(choices, click.Choice)
    assert {"table", "json", "csv"} <= set(choices.choices)


@each_command
def test_every_option_says_what_it_does(path: tuple[str, ...]) -> None:
    silent = [param.name for param in LEAVES[path].params if isinstance(param, click.Option) and not param.help]
    assert silent == []


@each_command
def test_examples_parse_on_the_command_line(path: tuple[str, ...]) -> None:
    import shlex

    for line in help_of(path).split("Examples:\n", 1)[1].strip().splitlines():
        words = shlex.split(line.split(">")[0])[1 + len(path) :]
        LEAVES[path].make_context(" ".join(path), words, resilient_parsing=False)


def test_help_documents_every_exit_code(cli: Callable[..., Any]) -> None:
    ran = cli("--help")
    assert (ran.code, ran.err) == (0, "")
    listed = re.findall(r"^ +(\d+)  +\S", ran.out, re.MULTILINE)
    assert [int(code) for code in listed] == list(EXIT_CODES)


def test_help_lists_every_command_and_each_answers_to_help(cli: Callable[..., Any]) -> None:
    listed = cli("--help").out
    for name in keystone.list_commands(click.Context(keystone)):
        assert re.search(rf"^  {name}  +\S", listed, re.MULTILINE)
    assert cli("brief", "--help").out.startswith("Usage: keystone brief")


def test_the_version_is_printed(cli: Callable[..., Any]) -> None:
    assert re.fullmatch(r"keystone \d+\.\d+\.\d+\S*\n", cli("--version").out)


def loaded_by(statement: str) -> set[str]:
    """Heavy libraries that are loaded after a statement ran in a fresh interpreter."""
    code = f"import sys\n{statement}\nprint(*(name for name in {HEAVY!r} if name in sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.splitlines()[-1].split())


def test_help_loads_no_heavy_library() -> None:
    show = "from keystone_states.cli import keystone; keystone.main(['--help'], standalone_mode=False)"
    assert loaded_by(show) == set()


def test_importing_the_package_loads_no_heavy_library() -> None:
    assert loaded_by("import keystone_states; dir(keystone_states)") == set()


def test_naming_a_measure_does_not_open_the_store() -> None:
    assert "duckdb" not in loaded_by("from keystone_states.measures import MEASURES")


def test_the_guard_on_heavy_libraries_sees_one() -> None:
    assert loaded_by("import yaml") == {"yaml"}
