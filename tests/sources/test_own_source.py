"""Sources of the user's own, from outside the package: the page's example against a vendor on the loopback."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from time import monotonic
from urllib.parse import parse_qs, unquote, urlsplit

import pandas as pd
import pytest

from marketwrap.base.errors import ConfigError, SourceError
from marketwrap.base.settings import Limits, Settings
from marketwrap.base.settings import load as load_settings
from marketwrap.market import universe
from marketwrap.market.calendars import sessions
from marketwrap.sources import History, Request, fetch, vendor

PAGE = (Path(__file__).parents[2] / "docs" / "add-a-source.md").read_text("utf-8")
PYTHON, TOML = (re.findall(rf"(?ms)^```{language}\n(.*?)^```", PAGE)[0] for language in ("python", "toml"))
GERMANY = (Path(__file__).parents[2] / "docs" / "add-a-universe.md").read_text("utf-8")
DAYS = [day.date() for day in sessions("XETR").between(date(2024, 1, 2), date(2026, 1, 14))]
KEY = "not-a-real-key"


@dataclass
class Vendor:
    """What it has, by the vendor's own names, what it was asked, and how it misbehaves."""

    address: str = ""
    closes: dict[str, dict[str, float]] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    #: the last day that it has closes of
    last: str = "2026-01-14"
    #: statuses of the next answers
    faults: list[int] = field(default_factory=list)


@pytest.fixture
def server() -> Iterator[Vendor]:
    known = Vendor()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            symbol, first = unquote(parts.path.rpartition("/")[2]), parse_qs(parts.query)["from"][0]
            known.asked.append((symbol, first))
            status = 200 if self.headers["Authorization"] == f"Bearer {KEY}" else 403
            status = known.faults.pop(0) if known.faults else status
            status = 404 if symbol not in known.closes else status
            rows = {d: c for d, c in known.closes.get(symbol, {}).items() if first <= d <= known.last}
            self.send_response(status)
            self.end_headers()
            self.wfile.write(json.dumps(rows).encode() if status == 200 else b"no")

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as http:
        Thread(target=http.serve_forever, daemon=True).start()
        known.address = f"http://127.0.0.1:{http.server_port}"
        yield known
        http.shutdown()


@pytest.fixture
def desk(tmp_path: Path, server: Vendor) -> Path:
    """The folder that a desk works in: its package, its universe, its settings."""
    (text,) = re.findall(r"(?ms)^```toml\n(.*?)^```", GERMANY)
    text = text.replace('{ name = "DAX",', '{ name = "DAX", alias = { prices = "dax-index" },')
    (tmp_path / "de.toml").write_text(text, "utf-8")
    (tmp_path / "firm").mkdir()
    (tmp_path / "firm" / "prices.py").write_text(PYTHON, "utf-8")
    settings = TOML.replace("https://data.example.com", server.address).replace("pause = 0.5", "wait = 0.01")
    (tmp_path / "marketwrap.toml").write_text(f'universe = "de.toml"\nstore = "store"\n{settings}', "utf-8")
    for number, symbol in enumerate(universe.parse(text, "de").instruments):
        called = "dax-index" if symbol == "^GDAXI" else symbol
        walk = {str(day): 1000.0 + number + 9 * (n * (number + 3) % 11) for n, day in enumerate(DAYS)}
        server.closes[called] = walk
    return tmp_path


def brief(desk: Path, *arguments: str, key: str = KEY) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "marketwrap", "brief", "--format", "txt", *arguments]
    return subprocess.run(
        command, cwd=desk, env={**os.environ, "FIRM_KEY": key}, capture_output=True, text=True, check=False
    )


def test_the_example_of_the_page_has_a_checked_brief_and_asks_only_for_what_is_new(
    desk: Path, server: Vendor
) -> None:
    server.faults, server.last = [429, 429], "2026-01-13"
    first = brief(desk, "--date", "2026-01-13")
    assert (first.returncode, first.stderr) == (0, "")
    assert server.asked[:3] == [("dax-index", "1990-01-01")] * 3
    assert (desk / "store" / "firm.prices%3Afetch" / "%5EGDAXI.npz").is_file()
    server.asked, server.last = [], "2026-01-14"
    second = brief(desk, "--date", "2026-01-14")
    assert (second.returncode, second.stderr) == (0, "")
    # ten sessions are asked for again, to see whether the past was changed
    assert {since for _, since in server.asked} == {str(DAYS[-11])}
    page = (desk / "output" / "2026-01-14" / "brief.txt").read_text("utf-8")
    assert "Prices: Example Data, closes as of" in page
    assert "dax-index" not in page


def test_what_goes_wrong_with_it_is_one_line_with_its_name(desk: Path, server: Vendor) -> None:
    def line(*arguments: str, key: str = KEY) -> str:
        done = brief(desk, "--date", "2026-01-14", *arguments, key=key)
        assert len(done.stderr.splitlines()) == 1
        return done.stderr

    assert "Example Data: no answer: HTTP Error 403: Forbidden; try again" in line(key="wrong")
    assert "sources.prices.key_env: the environment variable FIRM_KEY is not set; " in line(key="")
    server.closes.clear()
    assert "Example Data: no prices for any symbol: nothing under this symbol (HTTP 404); " in line()
    assert "firm.prices has no function fetsh; did you mean fetch? " in line("--source", "firm.prices:fetsh")
    assert "source firm.price:fetch: cannot be imported: No module named 'firm.price'; " in line(
        "--source", "firm.price:fetch"
    )
    assert "no source sampel; did you mean sample? give one of: sample, files, yahoo, or " in line(
        "--source", "sampel"
    )


def test_a_bug_of_it_shows(desk: Path) -> None:
    path = desk / "firm" / "prices.py"
    path.write_text(PYTHON.replace("json.load(answer)", "json.laod(answer)"), "utf-8")
    done = brief(desk)
    assert done.returncode == 1
    assert "has no attribute 'laod'" in done.stderr
    assert "firm/prices.py" in done.stderr
    assert done.stderr.count("Traceback") <= 1


# A source of an installed package, and one that is no use ------------------------------------------------------


def test_a_package_offers_a_source_by_an_entry_point(desk: Path) -> None:
    about = desk / "offer-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: offer\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[marketwrap.sources]\nprices = firm.prices:fetch\n")
    done = brief(desk, "--date", "2026-01-14", "--source", "prices")
    assert (done.returncode, done.stderr) == (0, "")
    assert (desk / "store" / "prices").is_dir()


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ("return {}", "own_a:fetch: answered with dict; it has to be marketwrap.sources.Fetched"),
        ("open('/nowhere/at/all')", "own_b:fetch: failed: No such file or directory; "),
        ("raise ConnectionError('key=secret')", "own_c:fetch: failed: ConnectionError; "),
        ("raise SourceError('no contract')", "no contract"),
    ],
)
def test_what_is_no_answer_is_one_line(
    body: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module = said.partition(":")[0] if said.startswith("own") else "own_d"
    code = f"from marketwrap.base.errors import SourceError\ndef fetch(request):\n    {body}\n"
    (tmp_path / f"{module}.py").write_text(code)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SourceError) as caught:
        fetch.answer(request(source=f"{module}:fetch"))
    assert str(caught.value).startswith(said)
    assert "secret" not in str(caught.value)
    assert str(tmp_path) not in sys.path


def test_the_tables_of_sources_that_ship_have_no_keys_but_limits() -> None:
    us, now = universe.load("us"), datetime(2026, 1, 15, tzinfo=UTC)
    for table, key in (({"yahoo": {"puase": 1}}, "puase"), ({"yahoo": {"name": "Y"}}, "name")):
        settings = Settings.model_validate({"source": "yahoo", "sources": table})
        with pytest.raises(ConfigError, match=f"sources.yahoo.{key}: there is no such setting"):
            fetch.request_of(settings, us, date(2026, 1, 14), now)
    settings = Settings.model_validate({"source": "yahoo", "sources": {"yahoo": {"pause": 0.5}}})
    assert fetch.request_of(settings, us, date(2026, 1, 14), now).limits.pause == 0.5


def test_a_limit_that_makes_no_sense_is_named(tmp_path: Path) -> None:
    path = tmp_path / "marketwrap.toml"
    path.write_text("[sources.prices]\nat_once = 0")
    with pytest.raises(
        ConfigError, match=r"sources\.prices\.at_once: Input should be greater than or equal to 1"
    ):
        load_settings(path)


# What all vendors share ----------------------------------------------------------------------------------------

TWO = universe.parse(
    """
    id = "two"
    name = "Two"
    calendar = "XNYS"
    timezone = "America/New_York"
    required = ["INDEX"]
    [instruments]
    INDEX = { name = "Index", kind = "index", alias = { own = "i-1" } }
    FUND = { name = "Fund", kind = "fund" }
    """,
    "test",
)


def request(source: str = "own:fetch", **limits: float) -> Request:
    return Request(
        TWO,
        ("INDEX", "FUND"),
        None,
        date(2026, 1, 14),
        None,
        None,
        datetime(2026, 1, 15, tzinfo=UTC),
        source=source,
        label="Own",
        limits=Limits(wait=0.01).model_copy(update=limits),
    )


def history(*closes: float) -> History:
    return History(
        "its own name",
        pd.DataFrame({"close": closes}, index=pd.bdate_range("2026-01-12", periods=len(closes))),
    )


def test_what_comes_has_our_symbols_and_ends_with_the_session() -> None:
    asked: list[tuple[str, date | None]] = []

    def ask(symbol: str, first: date | None) -> History:
        asked.append((symbol, first))
        return history(1, 2, 3, 4)

    fetched = vendor.fetch(request(), ask, basis="adjusted")
    assert asked == [("i-1", None), ("FUND", None)]
    assert {s: (h.symbol, h.bars["close"].tolist()) for s, h in fetched.histories.items()} == {
        "INDEX": ("INDEX", [1, 2, 3]),
        "FUND": ("FUND", [1, 2, 3]),
    }
    assert (fetched.source, fetched.basis, fetched.live) == ("Own", "adjusted", True)


@pytest.mark.parametrize(
    ("error", "asked", "said"),
    [
        (vendor.Unreachable("broken off"), 3, "broken off"),
        (vendor.NoPrices("never heard of it"), 1, "never heard of it"),
        (TimeoutError("timed out"), 3, "timed out"),
        (
            ConnectionError("Max retries: /daily/x?token=secret (refused)"),
            3,
            "Max retries: /daily/x?… (refused)",
        ),
        (json.JSONDecodeError("no", "", 0), 3, "the answer is not JSON"),
    ],
)
def test_what_may_be_over_in_a_moment_is_tried_again_and_the_rest_come(
    error: Exception, asked: int, said: str
) -> None:
    calls: list[str] = []

    def ask(symbol: str, _first: date | None) -> History:
        calls.append(symbol)
        if symbol == "FUND":
            raise error
        return history(1, 2, 3)

    fetched = vendor.fetch(request(), ask)
    assert (list(fetched.histories), fetched.failures) == (["INDEX"], {"FUND": said})
    assert calls.count("FUND") == asked


def test_an_answer_without_rows_is_no_prices() -> None:
    with pytest.raises(SourceError, match="Own: no prices for any symbol: an answer without rows"):
        vendor.fetch(request(), lambda _symbol, _first: history())


@pytest.mark.parametrize("error", [KeyError("close"), ConfigError("no key")])
def test_a_bug_and_a_wrong_setting_end_the_run_as_they_are(error: Exception) -> None:
    def ask(_symbol: str, _first: date | None) -> History:
        raise error

    with pytest.raises(type(error)) as caught:
        vendor.fetch(request(), ask)
    assert caught.value is error


def test_questions_are_put_with_a_pause_between_them() -> None:
    times: list[float] = []

    def ask(_symbol: str, _first: date | None) -> History:
        times.append(monotonic())
        return history(1, 2, 3)

    vendor.fetch(request(pause=0.2), ask)
    assert times[1] - times[0] >= 0.19


def test_files_of_ones_own_may_have_the_names_of_an_alias(tmp_path: Path) -> None:
    text = 'instruments.INDEX = { name = "Index", kind = "index", alias = { files = "SPX Last" } }\n'
    market = universe.parse(
        f'id = "a"\nname = "A"\ncalendar = "XNYS"\ntimezone = "America/New_York"\n{text}', "test"
    )
    path = tmp_path / "closes.csv"
    path.write_text("Date,SPX Last\n2026-01-13,100\n2026-01-14,101\n")
    settings = Settings(prices=path)
    asked = fetch.request_of(settings, market, date(2026, 1, 14), datetime(2026, 1, 15, tzinfo=UTC))
    assert fetch.answer(asked).histories["INDEX"].bars["close"].tolist() == [100, 101]


def test_a_name_that_holds_figures_and_claims_passes_the_check(desk: Path) -> None:
    path = desk / "marketwrap.toml"
    name = "Record Highs 500 & Sons, up 12%"
    path.write_text(path.read_text("utf-8").replace("Example Data", name), "utf-8")
    done = brief(desk, "--date", "2026-01-14", "--format", "html,txt,md,pdf")
    assert done.stderr == ""
    assert f"Prices: {name}, closes" in (desk / "output" / "2026-01-14" / "brief.txt").read_text("utf-8")
