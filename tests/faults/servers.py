"""A web of many servers on loopback: each has an address of its own in 127.0.0.0/8, and so is a
host of its own. Some serve well, some keep one waiting, some are traps."""

import asyncio
import gzip
import resource
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress

BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE b ['
    + b'<!ENTITY a0 "aaaaaaaaaa">'
    + b"".join(b'<!ENTITY a%d "%s">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10))
    + b"]><rss><channel><title>&a9;</title></channel></rss>"
)
GZIP_BOMB = gzip.compress(b"0" * 200_000_000, 9)
PAGE = (
    "<!doctype html><html lang=en><head><title>Story {n}</title></head><body><article>"
    "<h1>Story {n}</h1><p>Unemployment in region {n} fell to 4.1% in May, the lowest since 1974, "
    "the minister Ada Example said on Thursday in the town hall of Sampleton.</p><p>It was the "
    "third month in a row in which the figure fell, the office for numbers reported.</p></article>"
    "</body></html>"
)


def feed(address: str, stories: int) -> bytes:
    items = "".join(
        f"<item><title>Story {n}</title><link>{address}/stories/{n}</link></item>"
        for n in range(stories)
    )
    return f"<rss version='2.0'><channel><title>F</title>{items}</channel></rss>".encode()


class Servers:
    """`kinds[ip]` says how a server behaves; `asked[ip]` when it was asked for its feed."""

    def __init__(self, port: int):
        self.port = port
        self.kinds: dict[str, str] = {}
        self.asked: dict[str, list[float]] = defaultdict(list)
        self.open: dict[str, int] = defaultdict(int)
        self.most_open = 0

    def address(self, ip: str) -> str:
        return f"http://{ip}:{self.port}"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        ip = writer.get_extra_info("sockname")[0]
        self.open[ip] += 1
        self.most_open = max(self.most_open, self.open[ip])
        # Whoever asks may go away at any point.
        with suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
            path = head.split(" ")[1]
            if path == "/feed":
                self.asked[ip].append(time.time())
            await getattr(self, self.kinds[ip])(ip, path, head, writer)
        self.open[ip] -= 1
        with suppress(OSError):
            writer.close()

    async def answer(self, writer, status: int, body: bytes = b"", **headers: str) -> None:
        lines = [f"HTTP/1.1 {status} X", f"Content-Length: {len(body)}", "Connection: close"]
        lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
        writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + body)
        await writer.drain()

    async def good(self, ip, path, head, writer, stories=0) -> None:
        if path == "/robots.txt":
            await self.answer(writer, 404)
        elif path.startswith("/stories/"):
            await self.answer(writer, 200, PAGE.format(n=ip).encode(), Content_Type="text/html")
        elif 'If-None-Match: "1"' in head and not stories:
            await self.answer(writer, 304)
        else:
            body = feed(self.address(ip), stories)
            await self.answer(writer, 200, body, Content_Type="application/rss+xml", ETag='"1"')

    async def fresh(self, ip, path, head, writer) -> None:
        """One new story every time."""
        await self.good(ip, path, head, writer, stories=len(self.asked[ip]))

    async def silent(self, ip, path, head, writer) -> None:
        await asyncio.sleep(300)

    async def drip(self, ip, path, head, writer) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n")
        for _ in range(300):
            writer.write(b" ")
            await writer.drain()
            await asyncio.sleep(1)

    async def last_moment(self, ip, path, head, writer) -> None:
        """Answers just before everybody gives up."""
        await asyncio.sleep(9 if path == "/robots.txt" else 19)
        await self.good(ip, path, head, writer)

    async def bomb(self, ip, path, head, writer) -> None:
        await self.answer(writer, 404 if path == "/robots.txt" else 200, BOMB)

    async def gzip_bomb(self, ip, path, head, writer) -> None:
        if path == "/robots.txt":
            await self.answer(writer, 404)
        else:
            await self.answer(writer, 200, GZIP_BOMB, Content_Encoding="gzip")

    async def circle(self, ip, path, head, writer) -> None:
        await self.answer(writer, 302, Location=f"/{time.time()}")

    async def endless(self, ip, path, head, writer) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n")
        while True:
            writer.write(b"<item/>" * 1000)
            await writer.drain()


HOSTILE = ("silent", "drip", "last_moment", "bomb", "gzip_bomb", "circle", "endless")


def addresses(count: int, net: int) -> list[str]:
    return [f"127.{net}.{n // 250}.{n % 250 + 1}" for n in range(count)]


@contextmanager
def serving(kinds: dict[str, str], port: int = 8097) -> Iterator[Servers]:
    """All of them, in a thread of this process, for the length of the block."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, 16_384), hard))
    servers = Servers(port)
    servers.kinds = kinds
    loop = asyncio.new_event_loop()

    async def start() -> asyncio.Server:
        return await asyncio.start_server(servers.serve, list(kinds), port, backlog=64)

    server = loop.run_until_complete(start())
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield servers
    finally:
        loop.call_soon_threadsafe(server.close)
        for task in asyncio.all_tasks(loop):
            loop.call_soon_threadsafe(task.cancel)
        time.sleep(0.2)
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
