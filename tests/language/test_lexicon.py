"""The words of a language, as the wording and the check take them."""

import pytest

from marketwrap.base.errors import ConfigError
from marketwrap.language import lexicon
from marketwrap.language.printing import printer


def test_counts_and_ordinals_in_words() -> None:
    words = lexicon.load("en")

    assert [words.count(n) for n in (0, 1, 2, 12)] == ["zero", "one", "two", "twelve"]
    assert [printer().ordinal(n) for n in (1, 12, 13, 21, 22, 23, 111)] == [
        "first", "twelfth", "13th", "21st", "22nd", "23rd", "111th",
    ]  # fmt: skip


def test_months_and_weekdays() -> None:
    words = lexicon.load("en")

    assert (words.month(1), words.month(12), words.weekday(2)) == ("January", "December", "Wednesday")


@pytest.mark.parametrize("family", ["verbs", "levels"])
@pytest.mark.parametrize("direction", ["up", "down"])
@pytest.mark.parametrize("size", ["edge", "small", "large", "sharp"])
def test_every_family_has_verbs_for_each_size(family: str, direction: str, size: str) -> None:
    assert len(set(lexicon.load("en").verbs(family, direction, size))) >= 1


def test_levels_gain_and_lose_nothing() -> None:
    words = lexicon.load("en")
    verbs = {verb for way in words.families["levels"].values() for size in way.values() for verb in size}

    assert verbs.isdisjoint({"gained", "lost", "added", "advanced", "declined", "retreated", "rallied"})


def test_no_verb_goes_both_ways() -> None:
    words = lexicon.load("en")
    up, down = (
        {verb for family in words.families.values() for size in family[way].values() for verb in size}
        | set(words.direction[way])
        for way in ("up", "down")
    )

    assert up & down == set()


def test_a_language_without_words_is_refused() -> None:
    with pytest.raises(ConfigError, match="no language 'xx'"):
        lexicon.load("xx")


def test_a_list_that_is_wrong_is_refused_in_one_line() -> None:
    with pytest.raises(ConfigError, match=r"own\.toml: ") as caught:
        lexicon.parse({"counts": {"one": "x"}}, "own.toml")

    assert "\n" not in str(caught.value)
