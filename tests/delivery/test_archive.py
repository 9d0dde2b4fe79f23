"""The archive: what is listed, in what order, what is written when, and what is never served."""

import errno
import http.client
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path

import pytest
from typer.testing import CliRunner

from marketwrap import cli
from marketwrap.base.errors import ConfigError
from marketwrap.base.settings import Settings
from marketwrap.delivery import archive
from marketwrap.delivery.archive import listing
from marketwrap.delivery.archive.serve import Server, locate
from marketwrap.render import documents
from tests import hostile
from tests.articles import article
from tests.delivery.briefs import approve, open_to_all, put

ATOM = "{http://www.w3.org/2005/Atom}"
ROOT = Path(__file__).parents[2]


class Reader(HTMLParser):
    """The links of a page and its text, with the elements that hold them."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: dict[str, str] = {}
        self.tags: list[str] = []
        self.said: list[str] = []
        self._href = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self._href = dict(attrs).get("href") or "" if tag == "a" else self._href

    def handle_endtag(self, tag: str) -> None:
        self._href = "" if tag == "a" else self._href

    def handle_data(self, data: str) -> None:
        self.said += [data.strip()] if data.strip() else []
        if self._href:
            self.links[data] = self._href


def page(path: Path) -> Reader:
    return Reader(path.read_text("utf-8"))


def feed(out: Path) -> ET.Element:
    return ET.fromstring((out / "feed.xml").read_bytes())  # noqa: S314  # written a moment ago


def snapshot(out: Path) -> dict[str, tuple[int, int, bytes]]:
    """Every file with its identity: one that is written again, even with the same bytes, has another."""
    return {
        str(path.relative_to(out)): (path.stat().st_ino, path.stat().st_mtime_ns, path.read_bytes())
        for path in out.rglob("*")
        if path.is_file() and path.name != listing.MEMORY
    }


# What is listed -----------------------------------------------------------------------------------


def test_briefs_stand_below_their_months_newest_first(tmp_path: Path) -> None:
    for folder in ("2025-12-31", "2026-01-09", "2026-01-09-weekly", "2026-01-09-morning", "2026-01-02"):
        put(tmp_path, folder, headline=f"Headline of {folder}")
    made = archive.build(open_to_all(tmp_path))
    assert [brief.folder for brief in made.briefs] == [
        "2026-01-09-weekly", "2026-01-09", "2026-01-09-morning", "2026-01-02", "2025-12-31",
    ]  # fmt: skip
    said = page(tmp_path / "index.html").said
    heads = [s for s in said if s.startswith(("January", "December", "Headline"))]
    assert heads == [
        "January 2026",
        *(
            f"Headline of {f}"
            for f in ("2026-01-09-weekly", "2026-01-09", "2026-01-09-morning", "2026-01-02")
        ),
        "December 2025",
        "Headline of 2025-12-31",
    ]
    assert "Friday, January 9, 2026" in said
    assert {"Weekly edition", "Morning edition"} <= set(said)


def test_what_is_no_brief_is_left_alone(tmp_path: Path) -> None:
    put(tmp_path, "2026-01-09")
    for folder in ("2026-01-10", "notes", "2026-01-09-close", "2026-01-09-draft", "2026-01-09 copy"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "index.html").write_text("mine", "utf-8")
    for folder in ("notes", "2026-01-09-close", "2026-01-09-draft", "2026-01-09 copy"):
        shutil.copy(tmp_path / "2026-01-09/brief.json", tmp_path / folder)
    (tmp_path / "2026-01-12").write_text("a file", "utf-8")
    (tmp_path / "2026-01-13").symlink_to(tmp_path / "2026-01-09")
    made = archive.build(open_to_all(tmp_path))
    assert [brief.folder for brief in made.briefs] == ["2026-01-09"]
    assert made.troubles == ()
    assert (tmp_path / "notes/index.html").read_text("utf-8") == "mine"
    assert (tmp_path / "2026-01-10/index.html").read_text("utf-8") == "mine"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda _: b"{", "EOF"),
        (lambda _: b"\xff\xfe", "Invalid JSON"),
        (lambda raw: json.dumps({**raw, "headline": {"text": " "}}), "headline.text"),
        (lambda raw: json.dumps({**raw, "headline": None}), "headline"),
        (lambda raw: json.dumps({**raw, "schema": 2}), "has schema 2, not 1"),
        (lambda raw: json.dumps({**raw, "session": "2026-01-08"}), "is of another brief: 2026-01-08, close"),
        (lambda raw: json.dumps({**raw, "edition": "weekly"}), "is of another brief: 2026-01-09, weekly"),
        (lambda raw: json.dumps({**raw, "closed_at": "2026-01-09T16:00:00"}), "closed_at"),
    ],
)  # fmt: skip
def test_a_damaged_brief_is_left_out_and_named(change: object, said: str, tmp_path: Path) -> None:
    assert callable(change)
    put(tmp_path, "2026-01-08")
    folder = put(tmp_path, "2026-01-09")
    archive.build(open_to_all(tmp_path))
    damaged = change(json.loads((folder / "brief.json").read_bytes()))
    (folder / "brief.json").write_bytes(damaged if isinstance(damaged, bytes) else damaged.encode())
    made = archive.build(open_to_all(tmp_path))
    assert [brief.folder for brief in made.briefs] == ["2026-01-08"]
    (trouble,) = made.troubles
    assert trouble.folder == "2026-01-09"
    assert said in trouble.what
    assert not (folder / "index.html").exists()
    assert "2026-01-09" not in (tmp_path / "index.html").read_text("utf-8")


def test_a_page_of_another_make_is_named_too(tmp_path: Path) -> None:
    put(tmp_path, "2026-01-09", html="<p>nothing</p>")
    (trouble,) = archive.build(open_to_all(tmp_path)).troubles
    assert trouble.what == "brief.html is no page of marketwrap's"


def test_a_brief_without_a_web_page_is_linked_by_what_it_has(tmp_path: Path) -> None:
    folder = put(tmp_path, "2026-01-09")
    (folder / "brief.html").unlink()
    archive.build(open_to_all(tmp_path))
    assert page(tmp_path / "index.html").links["Stocks rise"] == "2026-01-09/brief.pdf"
    assert not (folder / "index.html").exists()


def test_simulated_prices_are_labelled_one_by_one(tmp_path: Path) -> None:
    put(tmp_path, "2026-01-08", headline="Of a market")
    put(tmp_path, "2026-01-09", headline="Of a simulation", simulated=True)
    archive.build(open_to_all(tmp_path))
    said = page(tmp_path / "index.html").said
    assert said.count("Simulated prices") == 1
    assert said.index("Simulated prices") < said.index("Of a simulation") < said.index("Of a market")
    summaries = [entry.findtext(f"{ATOM}summary") for entry in feed(tmp_path).iter(f"{ATOM}entry")]
    assert summaries == ["Simulated prices. Most sectors rose.", "Most sectors rose."]


def test_no_folder_of_briefs_is_an_error_of_one_line(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="no folder of briefs; make a brief first"):
        archive.build(open_to_all(tmp_path / "nowhere"))


def test_an_empty_archive_is_a_page_and_a_feed(tmp_path: Path) -> None:
    archive.build(open_to_all(tmp_path))
    assert "No brief is published yet." in page(tmp_path / "index.html").said
    assert feed(tmp_path).findtext(f"{ATOM}updated") == "1970-01-01T00:00:00Z"


# Approval -----------------------------------------------------------------------------------------


def test_only_approved_briefs_are_listed_where_review_is_required(tmp_path: Path) -> None:
    approve(put(tmp_path, "2026-01-08"))
    draft = put(tmp_path, "2026-01-09", headline="Nobody has read this")
    made = archive.build(Settings(out=tmp_path))
    assert [brief.folder for brief in made.briefs] == ["2026-01-08"]
    assert made.drafts == ("2026-01-09",)
    assert not (draft / "index.html").exists()
    for name in ("index.html", "feed.xml", ".publish", "2026-01-08/index.html"):
        text = (tmp_path / name).read_text("utf-8")
        assert "2026-01-09" not in text
        assert "Nobody" not in text


@pytest.mark.parametrize("name", ["brief.html", "brief.pdf", "brief.json"])
def test_a_brief_that_changed_after_its_approval_is_taken_out(name: str, tmp_path: Path) -> None:
    approve(put(tmp_path, "2026-01-08"))
    folder = put(tmp_path, "2026-01-09")
    approve(folder)
    assert len(archive.build(Settings(out=tmp_path)).briefs) == 2
    assert page(tmp_path / "2026-01-08/index.html").links["Next"] == "../2026-01-09/index.html"
    with (folder / name).open("ab") as file:
        file.write(b" ")
    made = archive.build(Settings(out=tmp_path))
    assert made.removed == (folder / "index.html",)
    assert not (folder / "index.html").exists()
    assert "Next" not in page(tmp_path / "2026-01-08/index.html").links


def test_an_approval_without_a_hash_or_a_time_zone_approves_nothing(tmp_path: Path) -> None:
    folder = put(tmp_path, "2026-01-09")
    approve(folder, at="2026-01-15T09:30:00")
    assert archive.build(Settings(out=tmp_path)).briefs == ()
    approve(folder)
    raw = json.loads((folder / "approval.json").read_bytes())
    (folder / "approval.json").write_text(json.dumps({**raw, "approved": {}}), "utf-8")
    assert archive.build(Settings(out=tmp_path)).briefs == ()


# Pages --------------------------------------------------------------------------------------------


def test_a_reading_page_is_the_checked_page_and_a_way_around(tmp_path: Path) -> None:
    real = documents.html(article(), {})
    for folder in ("2026-01-08", "2026-01-09", "2026-01-12-weekly"):
        put(tmp_path, folder, html=real)
    archive.build(open_to_all(tmp_path))
    assert (tmp_path / "2026-01-09/brief.html").read_text("utf-8") == real
    made = page(tmp_path / "2026-01-09/index.html")
    assert (
        made.links
        == {
            "Previous": "../2026-01-08/index.html",
            "All briefs": "../index.html",
            "Next": "../2026-01-12-weekly/index.html",
            "PDF": "brief.pdf",
            "Text": "brief.txt",
        }
        | Reader(real).links
    )
    text = (tmp_path / "2026-01-09/index.html").read_text("utf-8")
    assert 'aria-label="Next: weekly edition, Monday, January 12, 2026"' in text
    around = r"<style>\n/\* The way.*?</style>\n|\n<nav class=\"archive\".*?</nav>"
    assert re.sub(f"(?s){around}", "", text) == real


def test_first_and_last_have_one_neighbour(tmp_path: Path) -> None:
    for folder in ("2026-01-08", "2026-01-09"):
        put(tmp_path, folder)
    archive.build(open_to_all(tmp_path))
    assert "Previous" not in page(tmp_path / "2026-01-08/index.html").links
    assert "Next" not in page(tmp_path / "2026-01-09/index.html").links


def test_a_second_run_writes_nothing(tmp_path: Path) -> None:
    for folder in ("2026-01-08", "2026-01-09"):
        put(tmp_path, folder)
    archive.build(open_to_all(tmp_path))
    before = snapshot(tmp_path)
    for memory in ("kept", "lost", "damaged"):
        if memory == "lost":
            (tmp_path / listing.MEMORY).unlink()
        if memory == "damaged":
            (tmp_path / listing.MEMORY).write_text('{"version": 3}', "utf-8")
        assert archive.build(open_to_all(tmp_path)).written == ()
        assert snapshot(tmp_path) == before


def test_a_new_brief_touches_its_neighbours_alone(tmp_path: Path) -> None:
    for folder in ("2026-01-06", "2026-01-07", "2026-01-09", "2026-01-12"):
        put(tmp_path, folder)
    archive.build(open_to_all(tmp_path))
    put(tmp_path, "2026-01-08")
    written = archive.build(open_to_all(tmp_path)).written
    assert {str(path.relative_to(tmp_path)) for path in written} == {
        "2026-01-07/index.html", "2026-01-08/index.html", "2026-01-09/index.html",
        "index.html", "feed.xml", ".publish",
    }  # fmt: skip


def test_a_reading_page_that_was_lost_or_changed_is_made_again(tmp_path: Path) -> None:
    folder = put(tmp_path, "2026-01-09")
    archive.build(open_to_all(tmp_path))
    right = (folder / "index.html").read_bytes()
    (folder / "index.html").write_text("someone else's", "utf-8")
    archive.build(open_to_all(tmp_path))
    assert (folder / "index.html").read_bytes() == right
    (folder / "index.html").unlink()
    archive.build(open_to_all(tmp_path))
    assert (folder / "index.html").read_bytes() == right


def test_a_changed_brief_is_read_again(tmp_path: Path) -> None:
    put(tmp_path, "2026-01-09", headline="Before")
    archive.build(open_to_all(tmp_path))
    put(tmp_path, "2026-01-09", headline="Behind")
    assert [brief.headline for brief in archive.build(open_to_all(tmp_path)).briefs] == ["Behind"]


def test_a_link_in_a_briefs_folder_publishes_nothing_from_outside(tmp_path: Path) -> None:
    secret = tmp_path / "secret.html"
    secret.write_text("<head></head><body>secret</body>", "utf-8")
    folder = put(tmp_path / "out", "2026-01-09")
    (folder / "brief.html").unlink()
    (folder / "brief.html").symlink_to(secret)
    archive.build(open_to_all(tmp_path / "out"))
    assert not (folder / "index.html").exists()


@pytest.mark.parametrize("name", hostile.SAMPLES)
def test_words_from_outside_stay_words(name: str, tmp_path: Path) -> None:
    text = hostile.SAMPLES[name][:2000]
    put(tmp_path, "2026-01-09", headline=text, standfirst=text)
    # settings refuse some of these names; the page does not rely on it
    archive.build(open_to_all(tmp_path).model_copy(update={"publisher": text}))
    made, plain = page(tmp_path / "index.html"), tmp_path / "plain"
    put(plain, "2026-01-09")
    archive.build(open_to_all(plain))
    assert made.tags == page(plain / "index.html").tags
    (entry,) = feed(tmp_path).iter(f"{ATOM}entry")
    assert entry.findtext(f"{ATOM}title") == " ".join(
        re.sub(r"[\x00\x07\x1b]", "\N{REPLACEMENT CHARACTER}", text).split()
    )


def test_the_page_allows_its_own_script_and_style_and_no_other(tmp_path: Path) -> None:
    put(tmp_path, "2026-01-09")
    archive.build(open_to_all(tmp_path))
    text = (tmp_path / "index.html").read_text("utf-8")
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', text)
    assert policy.startswith("default-src 'none'; ")
    assert "unsafe" not in policy
    assert re.findall(r"<(?:link|script|img)[^>]*(?:href|src)=\"([^\"]*)\"", text) == ["feed.xml"]


# The feed -----------------------------------------------------------------------------------------


def test_the_feed_has_what_rfc_4287_asks_for(tmp_path: Path) -> None:
    approve(put(tmp_path, "2026-01-08"), at="2026-01-08T23:05:00+01:00")
    approve(put(tmp_path, "2026-01-09", headline="Oil & gas"), at="2026-01-09T21:00:00Z")
    archive.build(Settings(out=tmp_path, publisher="A & B", site="https://briefs.example.com/daily"))
    root = feed(tmp_path)
    assert root.findtext(f"{ATOM}id") == "https://briefs.example.com/daily/feed.xml"
    assert root.findtext(f"{ATOM}author/{ATOM}name") == "A & B"
    assert root.findtext(f"{ATOM}updated") == "2026-01-09T21:00:00Z"
    links = {(e.get("rel"), e.get("href")) for e in root.iter(f"{ATOM}link")}
    at = "https://briefs.example.com/daily"
    assert links == {
        ("self", f"{at}/feed.xml"), ("alternate", f"{at}/index.html"),
        ("alternate", f"{at}/2026-01-09/index.html"), ("enclosure", f"{at}/2026-01-09/brief.pdf"),
        ("alternate", f"{at}/2026-01-08/index.html"), ("enclosure", f"{at}/2026-01-08/brief.pdf"),
    }  # fmt: skip
    entries = list(root.iter(f"{ATOM}entry"))
    assert [e.findtext(f"{ATOM}title") for e in entries] == ["Oil & gas", "Stocks rise"]
    # of close and approval the later one
    assert [e.findtext(f"{ATOM}updated") for e in entries] == ["2026-01-09T21:00:00Z", "2026-01-08T22:05:00Z"]
    assert [e.findtext(f"{ATOM}published") for e in entries] == [
        "2026-01-09T21:00:00Z",
        "2026-01-08T21:00:00Z",
    ]
    ids = [e.text for e in root.iter(f"{ATOM}id")]
    assert len(set(ids)) == len(ids) == 3


def test_without_an_address_ids_stay_and_links_are_relative(tmp_path: Path) -> None:
    put(tmp_path, "2026-01-09")
    archive.build(open_to_all(tmp_path))
    ids = [e.text or "" for e in feed(tmp_path).iter(f"{ATOM}id")]
    put(tmp_path, "2026-01-09", headline="Another headline")
    archive.build(open_to_all(tmp_path))
    assert ids == [e.text for e in feed(tmp_path).iter(f"{ATOM}id")]
    assert all(re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", text) for text in ids)
    assert {e.get("href") for e in feed(tmp_path).iter(f"{ATOM}link")} == {
        "feed.xml", "index.html", "2026-01-09/index.html", "2026-01-09/brief.pdf",
    }  # fmt: skip


@pytest.mark.parametrize(
    "address",
    ["briefs.example.com", "ftp://x.org/", "https://x.org/?a=1", "https://x.org/#a", "javascript:alert(1)"],
)
def test_a_site_that_is_no_address_of_a_folder_is_refused(address: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"site: .* is no address of a folder; write it as"):
        archive.build(open_to_all(tmp_path, site=address))
    assert list(tmp_path.iterdir()) == []


# What may be copied to a web server ---------------------------------------------------------------


def test_the_rules_for_rsync_name_documents_and_no_prices(tmp_path: Path) -> None:
    folder = put(tmp_path, "2026-01-09")
    (folder / "prices.csv.gz").write_bytes(b"bought")
    approve(folder)
    put(tmp_path, "2026-01-12")
    archive.build(Settings(out=tmp_path))
    rules = (tmp_path / ".publish").read_text("utf-8").splitlines()
    assert rules[:4] == ["+ /index.html", "+ /feed.xml", "+ /2026-01-09/", "+ /2026-01-09/index.html"]
    assert rules[-1] == "- *"
    assert not [rule for rule in rules if re.search(r"prices|approval|2026-01-12", rule)]


# The server ---------------------------------------------------------------------------------------


@contextmanager
def serving(out: Path) -> Iterator[Server]:
    with Server(out, 0) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def ask(
    server: Server, path: str, method: str = "GET", host: str = "localhost"
) -> tuple[int, http.client.HTTPMessage, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", server.server_port, timeout=10)
    try:
        connection.putrequest(method, path, skip_host=True)
        if host:
            connection.putheader("Host", host)
        connection.endheaders()
        answer = connection.getresponse()
        return answer.status, answer.headers, answer.read()
    finally:
        connection.close()


@pytest.fixture
def shown(tmp_path: Path) -> Iterator[Server]:
    out = tmp_path / "out"
    put(out, "2026-01-09")
    (out / "2026-01-09/brief.md").write_text("# Stocks rise", "utf-8")
    (out / "empty").mkdir()
    (tmp_path / "outside.txt").write_text("secret", "utf-8")
    (out / "link.txt").symlink_to(tmp_path / "outside.txt")
    (out / "hidden.txt").symlink_to(out / listing.MEMORY)
    (out / "circle.txt").symlink_to(out / "circle.txt")
    (out / ".git").mkdir()
    (out / ".git/config").write_text("secret", "utf-8")
    archive.build(open_to_all(out))
    with serving(out) as server:
        yield server


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/?q=oil", "text/html; charset=utf-8"),
        ("/index.html", "text/html; charset=utf-8"),
        ("/feed.xml", "application/atom+xml; charset=utf-8"),
        ("/2026-01-09/", "text/html; charset=utf-8"),
        ("/2026-01-09/brief.pdf", "application/pdf"),
        ("/2026-01-09/brief.txt", "text/plain; charset=utf-8"),
        ("/2026-01-09/brief.md", "text/markdown; charset=utf-8"),
        ("/2026-01-09/brief.json", "application/json"),
        ("/%32026-01-09/brief.html", "text/html; charset=utf-8"),
    ],
)
def test_files_are_served_as_what_they_are(path: str, kind: str, shown: Server) -> None:
    status, headers, body = ask(shown, path)
    assert (status, headers["Content-Type"]) == (200, kind)
    assert len(body) == int(headers["Content-Length"]) > 0
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"] == "frame-ancestors 'none'"
    status, headers, body = ask(shown, path, "HEAD")
    assert (status, headers["Content-Type"], body) == (200, kind, b"")


@pytest.mark.parametrize(
    "path",
    [
        "/nothing", "/empty/", "/empty", "/.archive.json", "/.git/config", "/%2egit/config", "/../outside.txt",
        "/%2e%2e/outside.txt", "/..%2foutside.txt", "/2026-01-09/../../outside.txt", "/2026-01-09/../index.html",
        "/link.txt", "/hidden.txt", "/circle.txt", "//etc/passwd", "/%00", "/a%00b", "/" + "a" * 5000, "/%ff%fe",
        "/index.html/", "http://[/", "*",
    ],
)  # fmt: skip
def test_what_is_hidden_outside_or_not_there_is_not_found(path: str, shown: Server) -> None:
    status, headers, body = ask(shown, path)
    assert status == 404
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert b"secret" not in body
    assert b"link.txt" not in body


def test_a_folder_without_its_slash_leads_to_it(shown: Server) -> None:
    status, headers, _ = ask(shown, "/2026-01-09?x=1")
    assert (status, headers["Location"]) == (301, "/2026-01-09/")
    status, headers, _ = ask(shown, "//2026-01-09")
    assert (status, headers["Location"]) == (301, "/2026-01-09/")


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_nothing_but_reading_is_allowed(method: str, shown: Server) -> None:
    status, headers, _ = ask(shown, "/", method)
    assert (status, headers["Allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8000",
        "localhost.evil.example",
        "127.0.0.1.evil.example",
        "[::1]",
        "",
        "localhost:x",
    ],
)
def test_a_web_page_that_took_this_address_is_refused(host: str, shown: Server) -> None:
    assert ask(shown, "/", host=host)[0] == 421


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:8000", "LOCALHOST", "127.0.0.1:1"])
def test_this_machine_is_known_by_its_names(host: str, shown: Server) -> None:
    assert ask(shown, "/", host=host)[0] == 200


def test_it_listens_on_the_loopback_alone(shown: Server) -> None:
    assert shown.server_address[0] == "127.0.0.1"


def test_a_port_that_is_taken_is_an_error_of_one_line(shown: Server) -> None:
    with pytest.raises(ConfigError) as caught:
        Server(shown.root, shown.server_port)
    taken = os.strerror(errno.EADDRINUSE)
    assert str(caught.value) == f"--port: port {shown.server_port}: {taken}; name another one"


def test_a_reader_who_goes_away_stops_nothing(shown: Server, capfd: pytest.CaptureFixture[str]) -> None:
    (shown.root / "large.txt").write_bytes(b"x" * 20_000_000)
    for _ in range(3):
        connection = http.client.HTTPConnection("127.0.0.1", shown.server_port, timeout=10)
        connection.request("GET", "/large.txt", headers={"Host": "localhost"})
        connection.close()
    assert ask(shown, "/")[0] == 200
    assert capfd.readouterr().err == ""


def test_a_name_that_leads_out_by_way_of_a_hidden_folder_is_not_found(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a/index.html").write_text("x", "utf-8")
    assert locate(tmp_path, "/a/") == tmp_path / "a/index.html"
    (tmp_path / "a/index.html").unlink()
    (tmp_path / "a/index.html").symlink_to("/etc/passwd")
    assert locate(tmp_path, "/a/") is None


# The commands -------------------------------------------------------------------------------------


def run(*arguments: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(cli.app, arguments)
    return done.exit_code, done.stdout, done.stderr


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "marketwrap.toml"
    path.write_text('review = "none"\n', "utf-8")
    return path


def test_the_command_says_how_many_and_names_what_is_left_out(tmp_path: Path, config: Path) -> None:
    out = tmp_path / "out"
    put(out, "2026-01-08")
    (put(out, "2026-01-09") / "brief.json").write_text("[]", "utf-8")
    code, said, trouble = run("archive", "--out", str(out), "--config", str(config))
    assert (code, said) == (0, f"{out}/index.html: 1 listed\n")
    assert trouble.startswith("marketwrap: 2026-01-09 is left out: brief.json: ")
    assert len(trouble.splitlines()) == 1


def test_drafts_are_named_and_programs_get_an_answer_of_their_own(tmp_path: Path) -> None:
    out, config = tmp_path / "out", tmp_path / "marketwrap.toml"
    config.write_text("", "utf-8")
    approve(put(out, "2026-01-08"))
    put(out, "2026-01-09")
    code, said, _ = run("archive", "--out", str(out), "--config", str(config))
    assert (code, said) == (0, f"{out}/index.html: 1 listed; not approved, so not listed: 2026-01-09\n")
    answer = json.loads(run("archive", "--out", str(out), "--config", str(config), "--json")[1])
    assert answer == {
        "index": f"{out}/index.html", "briefs": ["2026-01-08"], "drafts": ["2026-01-09"],
        "troubles": {}, "written": [], "removed": [],
    }  # fmt: skip


def test_serve_shows_the_archive_until_it_is_interrupted(tmp_path: Path, config: Path) -> None:
    put(tmp_path / "out", "2026-01-09")
    command = [
        sys.executable,
        "-m",
        "marketwrap",
        "serve",
        "--port",
        "0",
        "--out",
        "out",
        "--config",
        str(config),
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT / "generator"), "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        (port,) = re.findall(r"^out on http://127\.0\.0\.1:(\d+)/ until Ctrl-C$", line.strip())
        connection = http.client.HTTPConnection("127.0.0.1", int(port), timeout=10)
        connection.request("GET", "/")
        assert connection.getresponse().status == 200
        connection.close()
        process.send_signal(signal.SIGINT)
        said, trouble = process.communicate(timeout=10)
    assert (process.returncode, said.strip(), trouble) == (0, "", "")
