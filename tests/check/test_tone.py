"""Words that a brief must not say."""

import re
from pathlib import Path

import pytest

from marketwrap.base.errors import ConfigError
from marketwrap.check import tone


def said(
    text: str, *further: Path, allow: tuple[str, ...] = (), exempt: re.Pattern[str] | None = None
) -> list[str]:
    found = tone.problems(text, "brief.json", "s1", tone.load("en", further, allow), exempt)
    return [f"{problem.found}: {problem.detail.split(':')[0]}" for problem in found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Gains are guaranteed.", ["guaranteed: promissory"]),
        ("The index will rise.", ["will rise: promissory"]),
        ("It was CARNAGE.", ["CARNAGE: alarmist"]),
        ("Straight to\nthe moon.", ["to\nthe moon: alarmist"]),
        ("Stocks nosedived.", ["nosedived: alarmist"]),
        ("Investors should wait.", ["Investors should: advice"]),
        ("A must-own stock.", ["must-own: advice"]),
    ],
)
def test_a_word_of_the_list_is_found_with_its_category(text: str, expected: list[str]) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "The S&P 500 rose 0.53%.",
        "Buyback plans and sellers of bonds.",
        "A sell-off in megacaps.",
        "The panel met; the manual says so.",
    ],
)
def test_sober_words_pass(text: str) -> None:
    assert said(text) == []


def test_a_firm_adds_words_of_its_own(tmp_path: Path) -> None:
    own = tmp_path / "tone.toml"
    own.write_text('[house]\nreason = "the house does not say it"\nwords = ["synerg*"]\n', "utf-8")

    assert said("Synergies rose.", own) == ["Synergies: house"]


def test_a_firm_takes_words_out_again(tmp_path: Path) -> None:
    own = tmp_path / "tone.toml"
    own.write_text('allow = ["overweight"]\n', "utf-8")

    assert said("It is overweight in energy.") == ["overweight: advice"]
    assert said("It is overweight in energy.", own) == []
    assert said("It is overweight in energy.", allow=("Overweight",)) == []


def test_names_of_instruments_are_not_the_brief_s_words() -> None:
    assert said("The Buy & Sell fund rose.", exempt=tone.names(["Buy & Sell fund"])) == []


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("[house]\nwords = 3\n", "has no list of words"),
        ("[house\n", "not valid TOML"),
        ('[h]\nwords = [""]\n', "other than text"),
    ],
)
def test_a_list_that_is_none_is_refused_in_one_line(tmp_path: Path, content: str, reason: str) -> None:
    own = tmp_path / "tone.toml"
    own.write_text(content, "utf-8")

    with pytest.raises(ConfigError, match=reason) as caught:
        tone.load("en", (own,))

    assert str(own) in str(caught.value)


def test_a_list_that_is_missing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        tone.load("en", (tmp_path / "none.toml",))
