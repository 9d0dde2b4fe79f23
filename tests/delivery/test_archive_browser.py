"""The archive in a real browser: headless Chromium, which ``./run.sh test`` installs where it may."""

import os
import re
import shutil
import subprocess
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from marketwrap.delivery import archive
from tests import hostile
from tests.delivery.briefs import open_to_all, put

CHROMIUM = shutil.which(os.environ.get("CHROMIUM", "chromium"))
pytestmark = pytest.mark.skipif(
    # CI requires them: there the want of a browser is a failure
    CHROMIUM is None and os.environ.get("BROWSER_TESTS") != "required",
    reason="there is no Chromium; install it or name it: CHROMIUM=/path/to/chromium",
)

BRIEFS = {
    "2025-12-30": ("Oil leads as stocks drift", "Energy rose 2%."),
    "2026-01-08": ("Café chains don’t wait for the Fed", "Oil fell."),
    "2026-01-09": (hostile.SAMPLES["script"], hostile.SAMPLES["closing"]),
}

Browse = Callable[[str], str]


class Quiet(SimpleHTTPRequestHandler):
    """Any web server."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the library's name
        """Say nothing."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    out = tmp_path_factory.mktemp("out")
    for folder, (headline, standfirst) in BRIEFS.items():
        put(out, folder, headline, standfirst)
    archive.build(open_to_all(out))
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(out))) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}", out
        server.shutdown()
        thread.join()


@pytest.fixture
def browse(tmp_path: Path) -> Browse:
    """The document of an address after its scripts have run; what the browser complains of fails the test."""

    def dumped(url: str) -> str:
        assert CHROMIUM is not None, "no Chromium; ./run.sh test installs it"
        done = subprocess.run(
            [
                CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--enable-logging=stderr", f"--user-data-dir={tmp_path}/profile", "--virtual-time-budget=3000",
                "--dump-dom", url,
            ],
            capture_output=True, text=True, check=True, timeout=120,
        )  # fmt: skip
        complaints = [
            line for line in done.stderr.splitlines() if "CONSOLE" in line and "favicon" not in line
        ]
        assert complaints == []
        return done.stdout

    return dumped


def listed(dom: str) -> list[str]:
    """The days of the briefs that can be seen."""
    return re.findall(r'<li class="brief">\s*<p class="when"><time datetime="([^"]*)"', dom)


def count(dom: str) -> str:
    (text,) = re.findall(r'<p id="count"[^>]*>([^<]*)</p>', dom)
    return str(text)


def test_the_whole_list_is_there_without_a_search_and_no_headline_runs(
    site: tuple[str, Path], browse: Browse
) -> None:
    dom = browse(site[0])
    assert listed(dom) == ["2026-01-09", "2026-01-08", "2025-12-30"]
    assert count(dom) == "3 briefs"
    assert '<search id="search">' in dom
    assert "&lt;script&gt;alert(1)" in dom


@pytest.mark.parametrize("address", ["/#q=OIL%20stocks", "/?q=oil+stocks", "/index.html?q=fed#q=energy"])
def test_a_search_can_be_linked(address: str, site: tuple[str, Path], browse: Browse) -> None:
    dom = browse(site[0] + address)
    assert listed(dom) == ["2025-12-30"]
    assert count(dom) == "1 of 3 briefs"
    assert re.findall(r'<section class="month" aria-labelledby="month-([\d-]+)" hidden', dom) == ["2026-01"]


def test_a_search_without_a_hit_says_so_from_a_disk_too(site: tuple[str, Path], browse: Browse) -> None:
    dom = browse(f"file://{site[1]}/index.html#q=nothing%20like%20it")
    assert listed(dom) == []
    assert count(dom) == "No brief has these words in its headline or standfirst."


TYPING = """<!doctype html><title>typing</title><iframe src="index.html?q=energy"></iframe><ol></ol><script>
const frame = document.querySelector("iframe"), said = document.querySelector("ol");
frame.addEventListener("load", () => {
  const page = frame.contentWindow, field = page.document.getElementById("q");
  for (const text of [field.value, "oil", "cafe don't", "  ", "zz"]) {
    field.value = text;
    field.dispatchEvent(new page.Event("input"));
    const item = said.appendChild(document.createElement("li"));
    item.textContent = [page.document.getElementById("count").textContent, page.location.search + page.location.hash].join(" | ");
  }
}, { once: true });
</script>"""


def test_the_list_follows_what_is_typed_and_so_does_the_address(
    site: tuple[str, Path], browse: Browse
) -> None:
    (site[1] / "typing.html").write_text(TYPING, "utf-8")
    assert re.findall(r"<li>(.*?)</li>", browse(f"{site[0]}/typing.html")) == [
        "1 of 3 briefs | #q=energy",
        "2 of 3 briefs | #q=oil",
        "1 of 3 briefs | #q=cafe%20don't",
        "3 briefs | ",
        "No brief has these words in its headline or standfirst. | #q=zz",
    ]
