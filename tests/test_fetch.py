"""Fetching GDELT from a server that misbehaves: what is whole is kept, what is not is named with its reason."""

from __future__ import annotations

import hashlib
import io
import json
import socket
import threading
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from eventfiles import line
from keystone_states import fetch
from keystone_states.download import Limits, connections, save
from keystone_states.errors import BadInputError, StoreError
from keystone_states.fetch import End, Fetched, Manner, fetch_gdelt, intervals

DAY = date(2018, 1, 1)


def packed(stamp: str, *lines: str) -> bytes:
    """A zip as published, the same bytes each time."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo(f"{stamp}.export.CSV"), "".join(f"{each}\n" for each in lines))
    return content.getvalue()


class Provider:
    """The files of a server, its list, and how it misbehaves with some of them."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.md5: dict[str, str] = {}
        self.unlisted: set[str] = set()
        self.faults: dict[str, list[str]] = {}
        self.asked: Counter[str] = Counter()
        self.ranges: list[tuple[str, int]] = []
        self.at_once = self.most_at_once = 0
        self.lock = threading.Lock()

    @property
    def listing(self) -> bytes:
        """The list as published: http:// although the server speaks HTTPS."""
        names = sorted(set(self.files) - self.unlisted)
        lines = [
            f"{len(self.files[name])} {self.md5.get(name) or hashlib.md5(self.files[name]).hexdigest()} "
            f"http://data.gdeltproject.org/gdeltv2/{name}\n"
            for name in names
        ]
        return "".join(lines).encode()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    provider: Provider

    def do_GET(self) -> None:
        name, provider = self.path.rpartition("/")[2], self.provider
        with provider.lock:
            provider.asked[name] += 1
            provider.at_once += 1
            provider.most_at_once = max(provider.most_at_once, provider.at_once)
            faults = provider.faults.get(name, [])
            fault = faults.pop(0) if faults else ""
        try:
            content = provider.listing if name == fetch.LIST else provider.files.get(name)
            self.answer(name, content, fault)
        finally:
            with provider.lock:
                provider.at_once -= 1

    def answer(self, name: str, content: bytes | None, fault: str) -> None:
        if fault.startswith("to "):
            self.say(302, b"", Location=fault[3:])
        elif content is None or fault == "404":
            self.say(404, b"")
        elif fault == "500":
            self.say(500, b"")
        elif fault == "cut":  # says a length and closes the connection half way
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content[: len(content) // 2])
            self.wfile.flush()
            self.connection.shutdown(socket.SHUT_RDWR)
            self.close_connection = True
        elif fault == "slow":
            self.send_response(200)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            for number in range(40):
                time.sleep(0.05)
                self.wfile.write(content[number : number + 1])
        else:
            self.ranged(name, content)

    def ranged(self, name: str, content: bytes) -> None:
        asked = self.headers.get("Range", "")
        begin = int(asked.removeprefix("bytes=").rstrip("-")) if asked else 0
        if begin:
            self.provider.ranges.append((name, begin))
        if begin >= len(content) > 0 and asked:
            self.say(416, b"")
        elif begin:
            self.say(206, content[begin:], **{"Content-Range": f"bytes {begin}-{len(content) - 1}/{len(content)}"})
        else:
            self.say(200, content)

    def say(self, status: int, content: bytes, **headers: str) -> None:
        self.send_response(status)
        for key, value in {**headers, "Content-Length": str(len(content))}.items():
            self.send_header(key, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *arguments: object) -> None:
        return

    def handle(self) -> None:
        try:
            super().handle()
        except (ConnectionError, ValueError, OSError):
            return  # the reader left, or we closed


@pytest.fixture
def provider() -> Provider:
    """A day of four intervals: the calendar is cut to them."""
    found = Provider()
    for number in range(4):
        stamp = f"20180101{number * 15 // 60:02d}{number * 15 % 60:02d}00"
        found.files[f"{stamp}.export.CSV.zip"] = packed(stamp, line(GLOBALEVENTID=str(number)))
    return found


@pytest.fixture
def server(provider: Provider, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    handler = type("Handler", (_Handler,), {"provider": provider})
    served = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    served.daemon_threads = True
    thread = threading.Thread(target=lambda: served.serve_forever(poll_interval=0.02), daemon=True)
    thread.start()
    whole = intervals
    monkeypatch.setattr(fetch, "intervals", lambda first, last: list(whole(first, last))[:4])
    yield f"http://127.0.0.1:{served.server_port}"
    served.shutdown()
    served.server_close()
    thread.join()


Get = Callable[..., Fetched]


@pytest.fixture
def get(server: str, tmp_path: Path) -> Get:
    def call(**more: Any) -> Fetched:
        manner = {"tries": 2, "pause": 0.01, "rate": 1000.0, "seconds": 5.0, **more}
        return fetch_gdelt(
            DAY, DAY, tmp_path / "raw", manner=Manner(host=server, allowed=lambda each: each.is_loopback, **manner)
        )

    return call


def name(number: int) -> str:
    return f"20180101{number * 15 // 60:02d}{number * 15 % 60:02d}00.export.CSV.zip"


def test_every_interval_is_fetched_once_and_the_second_run_asks_for_none(get: Get, provider: Provider) -> None:
    first = get()
    assert (first.wanted, first.listed, len(first.names(End.DOWNLOADED))) == (4, 4, 4)
    assert [path.read_bytes() for path in sorted(first.files)] == [provider.files[name(n)] for n in range(4)]
    again = get()
    assert len(again.names(End.PRESENT)) == 4
    assert max(provider.asked.values()) == 1
    assert not list(first.folder.glob("*.part"))


def test_a_list_with_a_hole_does_not_hide_a_file_and_an_absent_one_is_counted(get: Get, provider: Provider) -> None:
    provider.unlisted = {name(1)}
    del provider.files[name(2)]
    found = get()
    assert found.unlisted == (name(1), name(2))
    assert found.names(End.ABSENT) == (name(2),)
    assert len(found.names(End.DOWNLOADED)) == 3
    assert provider.asked[name(2)] == 1, "nothing is tried again where nothing is"


def test_a_known_gap_that_is_not_listed_is_named_and_not_asked_for(
    get: Get, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    gap = (datetime(2018, 1, 1, 0, 15), datetime(2018, 1, 1, 0, 30))
    monkeypatch.setitem(fetch.KNOWN_GAPS, "events", (gap,))
    del provider.files[name(1)]
    found = get()
    assert found.known_absent == (name(1),)
    assert name(1) not in provider.asked
    assert name(2) in found.names(End.DOWNLOADED), "a listed file is asked for, whatever is known"


def test_a_zip_with_an_empty_member_is_empty_and_not_failed(get: Get, provider: Provider) -> None:
    provider.files[name(3)] = packed("20180101004500")
    found = get()
    assert (found.names(End.EMPTY), found.failed) == ((name(3),), {})
    assert get().names(End.EMPTY) == (name(3),)


def test_a_truncated_zip_is_seen(get: Get, provider: Provider) -> None:
    provider.files[name(0)] = provider.files[name(0)][:-30]
    found = get()
    assert "no whole zip" in found.failed[name(0)]
    assert provider.asked[name(0)] == 2
    assert not (found.folder / name(0)).exists()


def test_a_wrong_checksum_is_refused_and_tried_again(get: Get, provider: Provider) -> None:
    provider.md5 = {name(0): "0" * 32}
    found = get()
    assert "its MD5 is not that of the list (000" in found.failed[name(0)]
    assert len(found.names(End.DOWNLOADED)) == 3
    assert not list(found.folder.glob(f"{name(0)}*"))


def test_a_file_spoilt_since_is_fetched_anew(get: Get, provider: Provider) -> None:
    path = get().folder / name(0)
    path.write_bytes(path.read_bytes()[:-5])
    assert get().names(End.DOWNLOADED) == (name(0),)
    assert path.read_bytes() == provider.files[name(0)]


def test_a_fault_that_passes_is_tried_again(get: Get, provider: Provider) -> None:
    provider.faults = {name(0): ["500"], fetch.LIST: ["500"]}
    assert len(get().names(End.DOWNLOADED)) == 4
    assert (provider.asked[name(0)], provider.asked[fetch.LIST]) == (2, 2)


def test_a_broken_download_goes_on_where_it_ended(get: Get, provider: Provider) -> None:
    provider.faults = {name(0): ["cut"]}
    found = get()
    assert found.failed == {}
    assert provider.ranges == [(name(0), len(provider.files[name(0)]) // 2)]
    assert (found.folder / name(0)).read_bytes() == provider.files[name(0)]


def test_a_part_as_long_as_the_file_is_begun_anew(get: Get, provider: Provider, tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / f"{name(0)}.part").write_bytes(b"x" * len(provider.files[name(0)]))
    assert get().failed == {}


def test_a_redirect_is_followed_and_one_into_a_private_network_is_not(get: Get, provider: Provider) -> None:
    provider.faults = {name(0): [f"to /gdeltv2/{name(0)}"], name(1): ["to http://10.0.0.1/x"] * 2}
    found = get()
    assert name(0) in found.names(End.DOWNLOADED)
    assert "10.0.0.1, which is not in the public internet" in found.failed[name(1)]
    assert provider.asked[name(1)] == 1, "what is refused is not tried again"


def test_a_slow_server_is_given_up(get: Get, provider: Provider) -> None:
    provider.faults = {name(0): ["slow"] * 2}
    began = time.monotonic()
    found = get(seconds=0.3)
    assert "not whole after 0.3 seconds" in found.failed[name(0)] or "no answer in time" in found.failed[name(0)]
    assert time.monotonic() - began < 3


def test_more_than_the_list_says_is_not_read(get: Get, provider: Provider) -> None:
    whole = provider.files[name(0)]
    listing = provider.listing
    provider.files[name(0)] = whole + b"x" * 1000
    provider.md5 = {}
    type(provider).listing = property(lambda self: listing)  # type: ignore[assignment,method-assign]
    try:
        assert f"more than {len(whole):,} bytes" in get(tries=1).failed[name(0)]
    finally:
        type(provider).listing = _LISTING  # type: ignore[method-assign]


_LISTING = Provider.listing


def test_no_more_files_at_a_time_than_asked_for(get: Get, provider: Provider) -> None:
    get(workers=2)
    assert provider.most_at_once <= 2


def test_no_more_requests_a_second_than_asked_for(get: Get) -> None:
    began = time.monotonic()
    get(rate=8.0, workers=1)
    assert time.monotonic() - began >= 3 / 8  # four files, one token at once


def test_a_stop_keeps_what_is_finished(server: str, provider: Provider, tmp_path: Path) -> None:
    def stop(done: int, total: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    manner = Manner(host=server, allowed=lambda each: each.is_loopback, workers=1, rate=1000.0)
    with pytest.raises(KeyboardInterrupt):
        fetch_gdelt(DAY, DAY, tmp_path, manner=manner, report=stop)
    left = sorted(tmp_path.glob("*.zip"))
    assert 2 <= len(left) <= 4
    assert all(path.read_bytes() == provider.files[path.name] for path in left)
    assert len(fetch_gdelt(DAY, DAY, tmp_path, manner=manner).files) == 4


def test_the_calendar_holds_every_quarter_of_an_hour() -> None:
    assert len(list(intervals(DAY, DAY))) == 96
    assert next(iter(intervals(date(2015, 2, 18), DAY))) == datetime(2015, 2, 18, 23, 0)
    now = datetime(2018, 1, 1, 1, 7)
    assert list(intervals(DAY, DAY, now=now))[-1] == datetime(2018, 1, 1, 0, 45)
    assert not list(intervals(date(2018, 1, 2), DAY))


def test_days_without_an_interval_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="expected days from 2015-02-18"):
        fetch_gdelt(date(2010, 1, 1), date(2010, 1, 2), tmp_path)


def test_nothing_but_https_is_asked_for_by_default(server: str, tmp_path: Path) -> None:
    with connections(lambda each: each.is_loopback) as pool, pytest.raises(BadInputError, match="not over HTTPS"):
        save(f"{server}/gdeltv2/{name(0)}", tmp_path / "x", pool=pool, limits=Limits())


def test_a_server_without_a_list_is_said(get: Get, provider: Provider) -> None:
    provider.faults = {fetch.LIST: ["404", "404"]}
    with pytest.raises(StoreError, match=r"masterfilelist\.txt: the server answered 404"):
        get()


def test_the_command_fetches_loads_and_sums_up(
    server: str, provider: Provider, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from keystone_states.cli import keystone

    provider.md5 = {name(3): "0" * 32}
    given = ["--from", "2018-01-01", "--to", "2018-01-01", "--host", server, "--tries", "1", "--rate", "50"]
    with pytest.raises(StoreError, match="its MD5 is not that of the list"):
        keystone.main(
            [
                "fetch",
                "gdelt",
                *given,
                "--out",
                str(tmp_path),
                "--load",
                "--store",
                str(tmp_path / "s"),
                "--format",
                "json",
            ],
            standalone_mode=False,
        )
    (told,) = json.loads(capsys.readouterr().out)
    assert (told["wanted"], told["listed"], len(told["downloaded"])) == (4, 4, 3)
    assert list(told["failed"]) == [name(3)]
    assert told["loaded"]["accepted"] == 3
