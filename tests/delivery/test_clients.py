"""The client list: all of it is right, or nothing is sent."""

import re
from pathlib import Path

import pytest

from marketwrap.base.errors import ConfigError
from marketwrap.delivery import clients
from marketwrap.delivery.model import Client, ClientList, Position
from marketwrap.market import universe as universes

US = universes.load("us")

TOML = """\
[[client]]
name = "Anna Example"
address = "Anna@Example.com"
groups = ["advisers"]
editions = ["close", "weekly"]
attachments = ["pdf", "json"]
watch = ["NVDA"]
holdings = { AAPL = 100, KO = 12.5, MSFT = -20 }

[[client]]
name = "Ben"
address = "ben@example.org"

[instruments]
KO = { name = "Coca-Cola", kind = "stock" }
"""

CSV = """\
name,address,groups,editions,attachments,watch,holdings
Anna Example,Anna@Example.com,advisers,close;weekly,pdf;json,NVDA,AAPL:100; KO:12.5; MSFT:-20
"Ben",ben@example.org,,,,,
"""

ANNA = Client(
    "Anna Example",
    "Anna@example.com",
    groups=("advisers",),
    editions=("close", "weekly"),
    attachments=("pdf", "json"),
    holdings=(Position("AAPL", 100), Position("KO", 12.5), Position("MSFT", -20)),
    watch=("NVDA",),
)
BEN = Client("Ben", "ben@example.org")


def read(folder: Path, text: str, name: str = "clients.toml", instruments: str = "") -> ClientList:
    (folder / name).write_text(text, "utf-8")
    more = folder / "instruments.toml" if instruments else None
    if more:
        more.write_text(instruments, "utf-8")
    return clients.load(folder / name, US, more)


def refused(folder: Path, text: str, name: str = "clients.toml") -> str:
    with pytest.raises(ConfigError) as caught:
        read(folder, text, name)
    return str(caught.value).removeprefix(f"{folder}/")


def one(field: str) -> str:
    """A list whose second client is Ben with a further field."""
    return f'[[client]]\nname = "Anna"\naddress = "anna@example.com"\n\n[[client]]\nname = "Ben"\n{field}\n'


def test_a_client_s_language_is_that_of_the_briefs_or_of_another_desk(tmp_path: Path) -> None:
    text = (
        "name,address,language\nAnna,anna@example.com,en\nBen,ben@example.org,\nCyd,cyd@example.org,en-GB\n"
    )
    (path := tmp_path / "clients.csv").write_text(text, "utf-8")

    def names(language: str, *others: str) -> list[tuple[str, str]]:
        listed = clients.load(path, US, None, language, others)
        return [(client.name, client.language) for client in listed.clients]

    assert names("en-US", "en-GB") == [("Anna", "en"), ("Ben", "en")]
    assert names("en-GB", "en-US") == [("Ben", "en-GB"), ("Cyd", "en-GB")]
    with pytest.raises(
        ConfigError, match="line 4: language: en-GB, and briefs are written in en; nothing is sent"
    ):
        names("en-US")


def test_toml_and_csv_say_the_same(tmp_path: Path) -> None:
    ko = '[instruments]\nKO = { name = "Coca-Cola", kind = "stock" }\n'
    from_toml = read(tmp_path, TOML)
    assert from_toml.clients == (ANNA, BEN)
    assert [(i.symbol, i.name) for i in from_toml.instruments] == [("KO", "Coca-Cola")]
    assert read(tmp_path, CSV, "clients.csv", ko) == from_toml


def test_both_examples_of_the_docs_are_one_list(tmp_path: Path) -> None:
    page = (Path(__file__).parents[2] / "docs" / "clients.md").read_text("utf-8")
    toml, rows = (re.findall(rf"(?ms)^```{name}\n(.*?)^```", page)[0] for name in ("toml", "csv"))
    extra = toml[toml.index("[instruments]") :]
    listed = read(tmp_path, toml)
    assert [client.name for client in listed.clients] == ["Anna Example", "Ben"]
    assert read(tmp_path, rows, "clients.csv", extra) == listed


def test_a_list_saved_by_a_spreadsheet_is_read(tmp_path: Path) -> None:
    text = "\ufeffname,address\r\nBen,ben@example.org\r\n\r\n"
    assert read(tmp_path, text, "clients.csv").clients == (BEN,)


def test_what_the_universe_knows_keeps_its_name(tmp_path: Path) -> None:
    text = TOML + 'AAPL = { name = "An apple", kind = "stock" }\n'
    assert [i.symbol for i in read(tmp_path, text).instruments] == ["KO"]


@pytest.mark.parametrize(
    ("field", "said"),
    [
        ('address = "ben"', "clients.toml, line 5: address: An email address must have an @-sign."),
        ('address = "ben@example.org\\r\\nBcc: x@example.org"', "clients.toml, line 5: address:"),
        ('address = "ANNA@example.com"', "clients.toml, line 5: address: ANNA@example.com stands in line 1 already"),
        ('address = "b@example.org"\nlanguage = "fr"', "clients.toml, line 5: language: fr, and briefs are written in en"),
        ('address = "b@example.org"\neditions = ["noon"]', "clients.toml, line 5: editions.0: Input should be 'close', 'morning' or 'weekly'"),
        ('address = "b@example.org"\nphone = "1"', "clients.toml, line 5: phone: no such field"),
        ('address = "b@example.org"\nwatch = ["KO"]', "clients.toml, line 5: watch: KO is neither in the universe nor under [instruments]"),
        ('address = "b@example.org"\nwatch = ["AAPL", "AAPL"]', "clients.toml, line 5: watch: AAPL stands there twice"),
        ('address = "b@example.org"\nholdings = { AAPL = 0 }', "clients.toml, line 5: holdings: AAPL: 0 is no quantity; write 100, 12.5 or -20"),
        ('address = "b@example.org"\nholdings = { AAPL = nan }', "clients.toml, line 5: holdings: AAPL: nan is no quantity"),
        ('address = "b@example.org"\nholdings = ["AAPL"]', "clients.toml, line 5: holdings: 'AAPL' has no quantity; write it as SYMBOL:100"),
        ('address = "b@example.org"\nholdings = 7', "clients.toml, line 5: holdings:"),
    ],
)  # fmt: skip
def test_a_wrong_row_is_named_with_its_line(tmp_path: Path, field: str, said: str) -> None:
    assert refused(tmp_path, one(field)).startswith(said)


@pytest.mark.parametrize("sign", ["\\n", "\\u2028", "\\u202e", "\\u0000", "\\u200b"])
def test_a_name_with_a_sign_that_cannot_be_seen_is_refused(tmp_path: Path, sign: str) -> None:
    text = f'[[client]]\nname = "Anna{sign}Bcc: x"\naddress = "anna@example.com"\n'
    assert "line 1: name: it holds a character that cannot be seen" in refused(tmp_path, text)


def test_every_wrong_line_is_named_at_once(tmp_path: Path) -> None:
    text = "name,address\nAnna,anna\nBen,ben@example.org\n,carl@example.org\n"
    said = "clients.csv, line 2: address: An email address must have an @-sign. (wrong as well: line 4); "
    assert refused(tmp_path, text, "clients.csv") == said + "nothing is sent until it is right"


def test_lines_are_counted_over_fields_of_several_lines(tmp_path: Path) -> None:
    text = 'name,address,holdings\nAnna,anna@example.com,"AAPL:1\nMSFT:2"\nBen,ben,\n'
    assert refused(tmp_path, text, "clients.csv").startswith("clients.csv, line 4: address:")


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("clients.toml", "", "clients.toml: there is no client in it"),
        ("clients.toml", "[[client", "clients.toml: not valid TOML"),
        ("clients.toml", "[[customer]]\n", "clients.toml: customer: no such table"),
        ("clients.toml", "client = 3\n", "clients.toml: client: no list of tables"),
        ("clients.toml", TOML + "X = 3\n", "clients.toml: instruments: no table of tables"),
        ("clients.csv", "name,name\n", "clients.csv, line 1: a column is named twice"),
        ("clients.csv", "name,address\nA,a@example.com,more\n", "clients.csv, line 2: a field beyond the last column: no such field"),
        ("clients.csv", 'name,address\n"A,a@example.com\n', "clients.csv, line 2: not valid CSV"),
        ("clients.xlsx", "", "clients.xlsx: no kind of client list; give one of: .toml, .csv"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_list_is_refused(tmp_path: Path, name: str, text: str, said: str) -> None:
    assert refused(tmp_path, text, name).startswith(said)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"nobody.toml: cannot be read: No such file or directory"):
        clients.load(tmp_path / "nobody.toml", US)


def test_an_edition_goes_to_those_who_want_it() -> None:
    everybody = (ANNA, BEN)
    assert clients.of_edition(everybody, "weekly") == (ANNA,)
    assert clients.of_edition(everybody, "close") == everybody
    assert clients.of_edition(everybody, "close", ["advisers"]) == (ANNA,)
    assert clients.of_edition(everybody, "morning") == ()
