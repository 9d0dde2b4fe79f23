"""Themes of the news: which headline belongs to which, and what a file of them may say."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketwrap.base import conditions
from marketwrap.base.errors import ConfigError
from marketwrap.language import languages, releases, themes
from marketwrap.metrics import METRICS
from tests.builders import US

KNOWN = {theme.id: theme for theme in themes.load()}


def matching(headline: str) -> set[str]:
    return {theme.id for theme in KNOWN.values() if theme.matches(headline)}


@pytest.mark.parametrize(
    ("headline", "expected"),
    [
        ("The Fed's next move", {"central_bank"}),
        ("FED CHAIR SPEAKS", {"central_bank"}),
        ("Federal workers return", set()),
        ("He said again that it paid", set()),
        ("Megacaps slide as AI-spending doubts grow", {"ai_spending"}),
        ("Proposed credit-card rate cap looms over banks", {"regulation"}),
        ("Card-rate ceiling would hurt", {"regulation"}),
        ("Supreme Court issues no tariff ruling", {"trade"}),
        ("Oil climbs on tension over Iran", {"geopolitics"}),
        ("House passes the tax bill", {"fiscal"}),
        ("Weak demand at a 30-year auction", {"auctions"}),
        ("Medicare to restrict access to a drug", {"health"}),
        ("OPEC agrees on output cuts", {"energy"}),
        ("U.S. tightens export controls on chips to China", {"technology_exports"}),
        ("Auto workers walk out in a first strike", {"labor"}),
        ("Air strike on a European Union convoy", set()),
        ("Local team wins the cup", set()),
        ("", set()),
    ],
)
def test_a_headline_belongs_to_the_themes_whose_words_it_has_whole(headline: str, expected: set[str]) -> None:
    assert matching(headline) == expected


@given(st.text(max_size=200))
def test_no_headline_is_too_strange_to_be_compared(headline: str) -> None:
    matching(headline)


def test_every_theme_asks_the_tape_for_what_the_panel_has() -> None:
    metrics = {entry.name for entry in METRICS}
    subjects = {*US.roles, *US.groups, *US.pairs}
    for theme in KNOWN.values():
        for test in conditions.comparisons(theme.tape):
            assert test.metric in metrics, theme.id
            assert test.subject in subjects, theme.id
        assert set(theme.shows) <= subjects, theme.id
        assert theme.publishers >= themes.PUBLISHERS


def read(tmp_path: Path, text: str) -> themes.Theme:
    path = tmp_path / "themes.toml"
    path.write_text(text, "utf-8")
    return themes.parse(languages.read_toml(path), str(path))[0]


def test_all_of_the_words_and_none_of_others(tmp_path: Path) -> None:
    theme = read(
        tmp_path,
        '[x]\nname = "x"\nall_of = ["bank", "rate cap"]\nnone_of = ["river"]\ntape = "a.b > 0"\nshows = ["a"]\n',
    )
    assert theme.matches("A bank and the rate-cap")
    assert not theme.matches("A bank and its rate")
    assert not theme.matches("A river bank, a rate cap")


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[x", "not valid TOML"),
        ('[x]\nname = "x"\nwords = ["a"]\n', "x.words"),
        ('[x]\nname = "x"\none_of = "a"\n', "x.one_of"),
        ('[x]\nname = "x"\none_of = ["a"]\nshows = ["a"]\n', "tape is missing"),
        ('[x]\nname = "x"\ntape = "a.b > 0"\nshows = ["a"]\n', "no words"),
        ('[x]\nname = "x"\none_of = ["..."]\ntape = "a.b > 0"\nshows = ["a"]\n', "no words"),
        ('[x]\nname = "x"\none_of = ["a"]\ntape = "a.b >"\nshows = ["a"]\n', "not understood"),
    ],
)
def test_a_file_that_is_wrong_is_one_line_that_says_where(tmp_path: Path, text: str, fault: str) -> None:
    with pytest.raises(ConfigError, match=r"themes\.toml") as error:
        read(tmp_path, text)
    assert fault in str(error.value)


def test_a_major_release_is_known_by_whole_words() -> None:
    assert releases.is_major("Initial jobless claims")
    assert not releases.is_major("Empire State manufacturing index")


@pytest.mark.parametrize(
    ("name", "article", "text"),
    [
        ("Retail sales", False, "retail sales"),
        ("Core PCE price index", True, "core PCE price index"),
        ("Unemployment rate", True, "unemployment rate"),
        ("Empire State manufacturing index", True, "Empire State manufacturing index"),
        ("Producer Price Index", True, "Producer Price Index"),
        ("ISM services", False, "ISM services"),
        ("Retailers of the year", False, "Retailers of the year"),
        ("retail sales", False, "retail sales"),
        ("", False, ""),
    ],
)
def test_within_a_sentence_a_common_name_is_small_and_a_title_is_not(
    name: str, article: bool, text: str
) -> None:
    assert releases.within(name) == (article, text)


@pytest.mark.parametrize(
    "name",
    [
        "reuters",
        "REUTERS",
        "Reuters.com",
        "The Reuters",
        "Reuters News",
        "Réuters",
        "Reuters via Yahoo Finance",
    ],
)
def test_one_publisher_has_many_names(name: str) -> None:
    assert themes.writer(name) == themes.writer("Reuters")


@pytest.mark.parametrize("name", ["Reuters Plus", "Yahoo Finance", "The News", "Via", "", "Ройтерс"])
def test_another_publisher_stays_another(name: str) -> None:
    assert themes.writer(name) != themes.writer("Reuters")


def test_a_name_of_nothing_but_common_words_is_a_name() -> None:
    assert themes.writer("The News") == ("the", "news")
