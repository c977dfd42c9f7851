"""Fetching an address: private networks refused at every step, and a server that misbehaves answered in one line."""

from __future__ import annotations

import gzip
import ipaddress
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from keystone_states import download
from keystone_states.download import Address, Limits, fetch, is_public
from keystone_states.errors import BadInputError, StoreError

BOMB = gzip.compress(b"0" * 5_000_000)


class _Server(BaseHTTPRequestHandler):
    """Answers by path."""

    def do_GET(self) -> None:
        getattr(self, "say_" + self.path.strip("/").split("/")[0].replace("-", "_"), self.say_missing)()

    def say_page(self) -> None:
        self.answer(200, "Tübingen".encode("latin-1"), {"Content-Type": "text/html; charset=latin-1"})

    def say_packed(self) -> None:
        self.answer(200, gzip.compress(b"a page"), {"Content-Encoding": "gzip"})

    def say_bomb(self) -> None:
        self.answer(200, BOMB, {"Content-Encoding": "gzip"})

    def say_broken(self) -> None:
        self.answer(200, b"not gzip at all", {"Content-Encoding": "gzip"})

    def say_large(self) -> None:
        self.answer(200, b"0" * 200_000, {})

    def say_moved(self) -> None:
        self.answer(302, b"", {"Location": "/page"})

    def say_loop(self) -> None:
        self.answer(301, b"", {"Location": "/loop"})

    def say_inside(self) -> None:
        self.answer(302, b"", {"Location": "http://10.0.0.1/secret"})

    def say_file(self) -> None:
        self.answer(302, b"", {"Location": "file:///etc/passwd"})

    def say_slow(self) -> None:
        self.send_response(200)
        self.end_headers()
        for _ in range(20):
            time.sleep(0.1)
            self.wfile.write(b"drip")

    def say_missing(self) -> None:
        self.answer(404, b"", {})

    def answer(self, status: int, content: bytes, headers: dict[str, str]) -> None:
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
        except ConnectionError:
            return  # the reader left, as it should


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    served = ThreadingHTTPServer(("127.0.0.1", 0), _Server)
    served.daemon_threads = True
    thread = threading.Thread(target=served.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{served.server_port}"
    served.shutdown()
    served.server_close()
    thread.join()


def loopback(address: Address) -> bool:
    return address.is_loopback


def test_a_page_comes_with_its_charset_and_last_address(server: str) -> None:
    found = fetch(f"{server}/moved", allowed=loopback)
    assert (found.content.decode("latin-1"), found.charset, found.url) == ("Tübingen", "latin-1", f"{server}/page")


def test_a_compressed_page_is_unpacked(server: str) -> None:
    assert fetch(f"{server}/packed", allowed=loopback).content == b"a page"


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("none", "the server answered 404"),
        ("loop", "more than 5 redirects"),
        ("large", "more than 100,000 bytes"),
        ("bomb", "more than 100,000 bytes"),
        ("broken", "the compressed answer is broken"),
        ("slow", "not whole after 0.5 seconds|no answer in time"),
    ],
)
def test_a_server_that_misbehaves_is_answered_in_a_line(server: str, path: str, said: str) -> None:
    with pytest.raises(StoreError, match=said):
        fetch(f"{server}/{path}", limits=Limits(bytes=100_000, seconds=0.5), allowed=loopback)


@pytest.mark.parametrize(
    ("path", "said"), [("inside", "10.0.0.1, which is not in the public"), ("file", "file:///etc")]
)
def test_a_redirect_is_checked_like_the_first_address(server: str, path: str, said: str) -> None:
    with pytest.raises(BadInputError, match=said):
        fetch(f"{server}/{path}", allowed=loopback)


def test_the_users_own_machine_is_not_read(server: str) -> None:
    with pytest.raises(BadInputError, match=r"127\.0\.0\.1, which is not in the public internet"):
        fetch(f"{server}/page")


@pytest.mark.parametrize(
    "address",
    [
        *(
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
        ),
        *("::1", "fe80::1", "fc00::1", "::ffff:127.0.0.1", "2002:7f00:1::", "64:ff9b::a00:1", "ff02::1", "::"),
    ],
)
def test_private_addresses_in_any_clothes_are_refused(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["93.184.216.34", "2606:2800:220:1:248:1893:25c8:1946", "::ffff:93.184.216.34"])
def test_public_addresses_are_allowed(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


def test_the_connection_goes_to_the_address_that_was_checked(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that resolves to a public address first and to a private one later is asked once."""
    port = int(server.rsplit(":", 1)[1])
    asked: list[str] = []

    def resolve(host: str, _: int) -> list[Address]:
        asked.append(host)
        return [ipaddress.ip_address("127.0.0.1")]

    monkeypatch.setattr(download, "_resolve", resolve)
    assert fetch(f"http://red-book.example:{port}/page", allowed=loopback).content
    assert asked == ["red-book.example"]


@pytest.mark.parametrize(
    "url",
    ["ftp://x.org/a", "file:///etc/passwd", "javascript:1", "x.org", "http://", "http://u:p@x.org/", "http://x:y/", ""],
)
def test_what_is_no_web_address_is_refused(url: str) -> None:
    with pytest.raises(BadInputError, match="expected http"):
        fetch(url)


def test_a_server_nobody_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(StoreError, match=r"cannot find the server no-such-host\.invalid"):
        fetch("http://no-such-host.invalid/")
