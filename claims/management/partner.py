"""A partner, as docs/api.md describes it: takes the whole export, follows the changes, is told by
webhook, keeps all of it in one SQLite file, and may be killed at any moment.

Standard library only, and nothing of ours: it knows what any partner knows. `manage.py
partner_sim` runs and kills it.
"""

import argparse
import base64
import hashlib
import hmac
import json
import os
import re
import socket
import sqlite3
import sys
import threading
import time
from http.client import HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import Request, urlopen

Json = dict[str, Any]
TABLES = """
CREATE TABLE IF NOT EXISTS held (id TEXT PRIMARY KEY, slug TEXT, version INTEGER, document TEXT);
CREATE TABLE IF NOT EXISTS place (one INTEGER PRIMARY KEY CHECK (one = 1), token TEXT);
CREATE TABLE IF NOT EXISTS heard (message TEXT PRIMARY KEY);
"""
FRESH = 300  # seconds that a message may be old
TIMESTAMP = re.compile("[0-9]{1,12}")
# No connection or a broken one, half an answer, a document or a line that is not whole.
BROKEN = (OSError, EOFError, HTTPException, ValueError)
# It may be better later.
TROUBLE = (*BROKEN, sqlite3.Error)


class Newsroom:
    def __init__(self, url: str, key: str) -> None:
        self.url, self.key = url.rstrip("/"), key

    def ask(self, address: str, **query: Any) -> Any:
        address = address if address.startswith("http") else f"{self.url}/api/v1/{address}"
        given = {name: value for name, value in query.items() if value}
        address += f"?{urlencode(given)}" if given else ""
        headers = {"Authorization": f"Bearer {self.key}"}
        return urlopen(Request(address, headers=headers), timeout=60)

    def review(self, address: str) -> Json | None:
        """The document as it is served now; None once it was removed."""
        try:
            with self.ask(address) as answer:
                document: Json = json.load(answer)
                proved = f'"{fingerprint(document)}"' == answer.headers["ETag"]
        except HTTPError as error:
            error.close()
            if error.code != 410:
                raise
            return None
        if not proved:
            raise ValueError(f"{address} is not what its ETag says")
        return document


def fingerprint(document: Json) -> str:
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


class Partner:
    """Each method is one transaction: what came, and how far we are, are stored together."""

    def __init__(self, newsroom: Newsroom, store: str) -> None:
        self.newsroom, self.path = newsroom, store
        self.store = sqlite3.connect(store, timeout=30, check_same_thread=False)
        self.store.executescript(TABLES)
        self.lock = threading.Lock()

    def held(self) -> dict[str, tuple[int, str]]:
        """id: (version, fingerprint of the document) of what is shown to readers."""
        rows = self.store.execute("SELECT id, version, document FROM held")
        return {id: (version, fingerprint(json.loads(text))) for id, version, text in rows}

    def token(self) -> str | None:
        row = self.store.execute("SELECT token FROM place").fetchone()
        return row[0] if row else None

    def pull(self, wait: int = 0) -> None:
        """Until there is nothing more. 410: the token is of another log; everything anew."""
        try:
            if self.token() is None:
                self.take_all()
            while self.take_page(wait):
                pass
        except HTTPError as error:
            error.close()
            if error.code != 410:
                raise
            self.take_all()

    def take_all(self) -> None:
        with self.newsroom.ask("export/reviews.ndjson") as lines, self.lock, self.store:
            header = json.loads(next(lines, b""))
            self.store.execute("DELETE FROM held")
            count, end = 0, None
            for line in lines:
                entry = json.loads(line)
                if "end" in entry:
                    end = entry
                else:
                    self.apply(entry)
                    count += 1
            if end is None or end["lines"] != count:
                raise EOFError("the export broke off")
            self.remember(header["next"])

    def take_page(self, wait: int) -> bool:
        with self.newsroom.ask("changes/", since=self.token(), wait=wait, limit=20) as answer:
            page = json.load(answer)
        with self.lock, self.store:
            for entry in page["results"]:
                self.apply(entry)
            self.remember(page["next"])
        return bool(page["more"])

    def remember(self, token: str) -> None:
        self.store.execute("INSERT OR REPLACE INTO place VALUES (1, ?)", [token])

    def apply(self, entry: Json) -> None:
        id, version, ours = entry["review"]["id"], entry["version"], self.version(entry)
        if entry["tombstone"] and version >= ours:
            self.store.execute("DELETE FROM held WHERE id = ?", [id])
        elif entry["kind"] == "remove" and ours:
            # Later versions quote the note of the one that was removed.
            self.put(self.newsroom.review(f"reviews/{entry['review']['slug']}/"), id)
        elif not entry["tombstone"] and version >= ours:
            self.put(entry["document"], id)

    def version(self, entry: Json) -> int:
        row = self.store.execute(
            "SELECT version FROM held WHERE id = ?", [entry["review"]["id"]]
        ).fetchone()
        return row[0] if row else 0

    def put(self, document: Json | None, id: str) -> None:
        self.store.execute("DELETE FROM held WHERE id = ?", [id])
        if document and not document["retracted"]:
            row = [id, document["slug"], document["version"], json.dumps(document)]
            self.store.execute("INSERT INTO held VALUES (?, ?, ?, ?)", row)

    def told(self, message: str, event: Json) -> None:
        """By webhook: only that something happened, so the document is fetched. It may come
        twice, late, and out of order."""
        review = event["data"]["review"]
        with self.lock, self.store:
            if self.store.execute("SELECT 1 FROM heard WHERE message = ?", [message]).fetchone():
                return
            self.put(self.newsroom.review(f"reviews/{review['slug']}/"), review["id"])
            self.store.execute("INSERT INTO heard VALUES (?)", [message])


def verified(secret: str, headers: Any, body: bytes) -> bool:
    """https://www.standardwebhooks.com; refuses what is altered, old or not signed at all."""
    names = ("webhook-id", "webhook-timestamp", "webhook-signature")
    id, stamp, given = (headers[name] or "" for name in names)
    if not TIMESTAMP.fullmatch(stamp) or abs(time.time() - int(stamp)) > FRESH:
        return False
    key = base64.b64decode(secret.removeprefix("whsec_"))
    digest = hmac.digest(key, f"{id}.{stamp}.".encode() + body, hashlib.sha256)
    expected = b"v1," + base64.b64encode(digest)
    return any(hmac.compare_digest(expected, one.encode()) for one in given.split())


def listening(partner: Partner, port: int, secret: str) -> ThreadingHTTPServer:
    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"] or 0))
            status = 401
            if verified(secret, self.headers, body):
                try:
                    partner.told(self.headers["webhook-id"], json.loads(body))
                    status = 204
                except TROUBLE:
                    status = 503
            self.send_response(status)
            self.end_headers()

        def log_message(self, *ignored: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", port), Door)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
        return port


def main() -> None:
    """Follows until its input is closed; then pulls once more and ends."""
    options = argparse.ArgumentParser()
    options.add_argument("--store", required=True)
    options.add_argument("--port", type=int, default=0)
    asked = options.parse_args()
    newsroom = Newsroom(os.environ["FACTCHECK_URL"], os.environ["FACTCHECK_KEY"])
    partner = Partner(newsroom, asked.store)
    if asked.port:
        listening(partner, asked.port, os.environ["FACTCHECK_SECRET"])
    closed = threading.Event()
    threading.Thread(target=lambda: (sys.stdin.read(), closed.set()), daemon=True).start()
    while not closed.wait(0.1):
        try:
            partner.pull()
        except TROUBLE:
            closed.wait(0.5)
    try:
        partner.pull()
    except TROUBLE as error:
        sys.exit(f"The last pull failed: {error}")


if __name__ == "__main__":
    main()
