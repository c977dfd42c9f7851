"""Fetch one address over HTTP, only when a command asks for it, and never from inside the user's own network.

Every address a name resolves to is checked before a connection is made, for the first request and for each redirect;
the connection goes to the very address that was checked. Size, time, redirects and decompression are capped.
"""

from __future__ import annotations

import ipaddress
import re
import socket
import time
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpcore2

from keystone_states.errors import BadInputError, StoreError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Allowed = Callable[[Address], bool]
AGENT = "keystone-states (+https://pypi.org/project/keystone-states/)"
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_REDIRECTS = (301, 302, 303, 307, 308)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.-]+)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one fetch may take: bytes (after decompression), seconds in all, redirects."""

    bytes: int = 10_000_000
    seconds: float = 30.0
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Fetched:
    """What came: the bytes, the address they came from after redirects, and what the server said of them."""

    content: bytes
    url: str
    content_type: str | None
    charset: str | None


class NotThereError(StoreError):
    """The server answers that there is nothing at the address (404 or 410)."""


def is_public(address: Address) -> bool:
    """Whether an address lies in the public internet, also when it is an IPv4 address in IPv6 clothes."""
    if isinstance(address, ipaddress.IPv6Address):
        teredo = address.teredo[1] if address.teredo else None
        nat64 = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else None
        inner = address.ipv4_mapped or address.sixtofour or teredo or nat64
        if inner is not None:
            return is_public(inner)
    return address.is_global and not address.is_multicast


def fetch(url: str, *, limits: Limits | None = None, allowed: Allowed = is_public) -> Fetched:
    """The bytes at an http(s) address.

    Raises `BadInputError` for an address that is no http(s) URL or leads into a private network, `StoreError` when
    the server cannot be reached, answers with an error, or sends more or longer than the limits allow.
    """
    bounds = limits or Limits()
    deadline = time.monotonic() + bounds.seconds
    with connections(allowed) as pool:
        for _ in range(bounds.redirects + 1):
            checked(url)
            with _answer(pool, url, deadline) as response:
                if response.status not in _REDIRECTS:
                    return _read(response, url, bounds, deadline)
                url = urljoin(url, _header(response.headers, b"location") or "")
    raise StoreError(f"{url}: more than {bounds.redirects} redirects; expected a page; check the address")


def connections(allowed: Allowed = is_public) -> httpcore2.ConnectionPool:
    """Connections to allowed addresses, kept open from one request to the next; several threads may share them."""
    return httpcore2.ConnectionPool(network_backend=_Guarded(allowed))


def save(
    url: str,
    to: Path,
    *,
    pool: httpcore2.ConnectionPool,
    limits: Limits | None = None,
    secure: bool = True,
    told: Callable[[int], None] = lambda size: None,
) -> None:
    """Write what is at an http(s) address to a file, going on where an earlier try left the file.

    `secure`: over HTTPS only, after redirects too. `told` is given the size of every piece; what it raises ends the
    download. Raises like `fetch`, and `NotThereError` where the server has nothing.
    """
    bounds = limits or Limits()
    deadline = time.monotonic() + bounds.seconds
    for _ in range(bounds.redirects + 1):
        if urlsplit(checked(url)).scheme != "https" and secure:
            raise BadInputError(f"{url} is not over HTTPS; expected https://…; nothing was read")
        begun = to.stat().st_size if to.exists() else 0
        with _answer(pool, url, deadline, begun=begun) as response:
            if response.status not in _REDIRECTS:
                _write(response, url, to, begun=begun, limits=bounds, deadline=deadline, told=told)
                return
            url = urljoin(url, _header(response.headers, b"location") or "")
    raise StoreError(f"{url}: more than {bounds.redirects} redirects; expected a file; check the address")


def _write(
    response: httpcore2.Response,
    url: str,
    to: Path,
    *,
    begun: int,
    limits: Limits,
    deadline: float,
    told: Callable[[int], None],
) -> None:
    if response.status == 416:  # what is there is as long as the file or longer
        to.unlink(missing_ok=True)
    _refuse_fault(response, url)
    kept = (_header(response.headers, b"content-range") or "").startswith(f"bytes {begun}-")
    goes_on = begun > 0 and response.status == 206 and kept
    size = begun if goes_on else 0
    with to.open("ab" if goes_on else "wb") as out:
        for piece in response.iter_stream():
            size += len(piece)
            if size > limits.bytes:
                raise StoreError(f"{url}: more than {limits.bytes:,} bytes; expected less; download it by hand")
            if time.monotonic() > deadline:
                raise StoreError(f"{url}: not whole after {limits.seconds:g} seconds; try again later")
            out.write(piece)
            told(len(piece))


def _refuse_fault(response: httpcore2.Response, url: str) -> None:
    if response.status in (404, 410):
        raise NotThereError(f"{url}: the server answered {response.status}; check the address")
    if response.status >= 400:
        raise StoreError(f"{url}: the server answered {response.status}; check the address")


def checked(url: str) -> str:
    """The address, if it is an http(s) URL with a host and without a password; raises `BadInputError`."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018  # raises for a port that is no number
    except ValueError:
        parts = urlsplit("")
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.username or parts.password:
        raise BadInputError(f"{url!r} is not an address to read; expected http://… or https://… without a password")
    return url


class _Guarded(httpcore2.NetworkBackend):
    """Connections to allowed addresses only, made to the address that was checked."""

    def __init__(self, allowed: Allowed) -> None:
        self._allowed = allowed
        self._plain = httpcore2.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore2.SOCKET_OPTION] | None = None,
    ) -> httpcore2.NetworkStream:
        """Resolve, check every address, connect to the first."""
        addresses = _resolve(host, port)
        for address in addresses:
            if not self._allowed(address):
                raise BadInputError(f"{host} leads to {address}, which is not in the public internet; nothing was read")
        return self._plain.connect_tcp(str(addresses[0]), port, timeout, local_address, socket_options)


def _resolve(host: str, port: int) -> list[Address]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (socket.gaierror, UnicodeError) as fault:
        raise StoreError(f"cannot find the server {host} ({fault}); check the address and the connection") from None
    return [ipaddress.ip_address(str(each[4][0]).split("%")[0]) for each in found]


@contextmanager
def _answer(
    pool: httpcore2.ConnectionPool, url: str, deadline: float, *, begun: int | None = None
) -> Iterator[httpcore2.Response]:
    """A response under way; what goes wrong on the way is worded for the user. `begun`: as it is, from this byte on."""
    left = max(deadline - time.monotonic(), 0.01)
    timeout = dict.fromkeys(("connect", "read", "write", "pool"), left)
    packing = "gzip" if begun is None else "identity"
    headers = [("Host", urlsplit(url).netloc), ("User-Agent", AGENT), ("Accept-Encoding", packing)]
    if begun:
        headers.append(("Range", f"bytes={begun}-"))
    try:
        with pool.stream("GET", url, headers=headers, extensions={"timeout": timeout}) as response:
            yield response
    except httpcore2.TimeoutException:
        raise StoreError(f"{url}: no answer in time; try again later") from None
    except (httpcore2.NetworkError, httpcore2.ProtocolError, httpcore2.ConnectError) as fault:
        raise StoreError(f"{url}: the connection failed ({fault}); check the address and the connection") from None


def _read(response: httpcore2.Response, url: str, limits: Limits, deadline: float) -> Fetched:
    _refuse_fault(response, url)
    kind = _header(response.headers, b"content-type")
    declared = _CHARSET.search(kind or "")
    pieces = response.iter_stream()
    if (_header(response.headers, b"content-encoding") or "identity") == "gzip":
        pieces = _unpacked(pieces, url, limits)
    content = bytearray()
    for piece in pieces:
        content += piece
        if len(content) > limits.bytes:
            raise StoreError(f"{url}: more than {limits.bytes:,} bytes; expected an article; download it by hand")
        if time.monotonic() > deadline:
            raise StoreError(f"{url}: not whole after {limits.seconds:g} seconds; try again later")
    return Fetched(bytes(content), url, kind, declared.group(1) if declared else None)


def _unpacked(pieces: Iterable[bytes], url: str, limits: Limits) -> Iterator[bytes]:
    """Decompressed pieces, none larger than the limit and one byte: a bomb is noticed before it is unpacked."""
    unpacker = zlib.decompressobj(wbits=47)
    try:
        for piece in pieces:
            yield unpacker.decompress(piece, limits.bytes + 1)
    except zlib.error as fault:
        raise StoreError(f"{url}: the compressed answer is broken ({fault}); try again later") from None


def _header(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> str | None:
    return next((value.decode("latin-1") for key, value in headers if key.lower() == name), None)
