"""Facts become words: verbs by size, names, numbers, dates, lists, and spans that know their facts."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import pairwise

import pytest

from marketwrap.base.errors import ConfigError
from marketwrap.base.meaning import Meaning
from marketwrap.base.model import Fact, Finding, Unit, Value
from marketwrap.language.printing import printer
from marketwrap.language.voice import Voice, _template
from tests.builders import SESSION, US, fact


def voice(*, rare: bool = False) -> Voice:
    return Voice(US, SESSION, rare=lambda _fact: rare)


def say(text: str, speaker: Voice | None = None, **roles: Fact | tuple[Fact, ...]) -> str:
    """A phrase's text, filled."""
    speaker = speaker or voice()
    return "".join(span.text for span in speaker.spans(_template(text).render(roles, voice=speaker)))


def move(value: float, symbol: str = "^GSPC", unit: Unit = "percent") -> Fact:
    return replace(fact(symbol, "change_1d", value, unit), meaning=Meaning("sign", "change", "1d"))


def in_family(family: str, direction: str, size: str) -> set[str]:
    return set(voice().lexicon.verbs(family, direction, size))


# Verbs --------------------------------------------------------------------------------------------

E = 1e-6


@pytest.mark.parametrize(
    ("value", "direction", "size"),
    [
        (0.0005, "up", "edge"),
        (0.003, "up", "edge"),
        (0.003 + E, "up", "small"),
        (0.01 - E, "up", "small"),
        (0.01, "up", "large"),
        (0.05 - E, "up", "large"),  # large, and yet not rare
        (-0.0005, "down", "edge"),
        (-0.003, "down", "edge"),
        (-0.003 - E, "down", "small"),
        (-0.01, "down", "large"),
    ],
)
def test_a_verb_fits_the_size_of_its_move(value: float, direction: str, size: str) -> None:
    assert say("{{ m|verb }}", m=move(value)) in in_family("verbs", direction, size)


@pytest.mark.parametrize(
    ("value", "symbol", "unit", "direction", "size"),
    [
        (0.5, "^TNX", "basis_points", "up", "edge"),
        (2.0, "^TNX", "basis_points", "up", "edge"),
        (2.1, "^TNX", "basis_points", "up", "small"),
        (6.0, "^TNX", "basis_points", "up", "large"),
        (-6.0, "^TNX", "basis_points", "down", "large"),
        (0.05, "^VIX", "points", "up", "edge"),
        (0.31, "^VIX", "points", "up", "small"),
        (-1.0, "^VIX", "points", "down", "large"),
        (-0.02, "DX-Y.NYB", "percent", "down", "large"),
    ],
)
def test_a_yield_or_an_index_of_fear_gains_and_loses_nothing(
    value: float, symbol: str, unit: Unit, direction: str, size: str
) -> None:
    assert say("{{ m|verb }}", m=move(value, symbol, unit)) in in_family("levels", direction, size)


@pytest.mark.parametrize(("value", "is_sharp"), [(0.02, True), (0.02 - E, False), (-0.03, True)])
def test_the_strongest_verbs_are_for_rare_moves_of_some_size(value: float, is_sharp: bool) -> None:
    direction = "up" if value > 0 else "down"
    said = say("{{ m|verb }}", voice(rare=True), m=move(value))
    assert (said in in_family("verbs", direction, "sharp")) == is_sharp
    assert say("{{ m|verb }}", voice(rare=False), m=move(value)) in in_family("verbs", direction, "large")


@pytest.mark.parametrize(
    ("value", "symbol", "size"),
    [
        (-0.05, "^GSPC", "extreme"),  # of an index that is much
        (-0.05, "NVDA", "large"),
        (-0.07, "NVDA", "sharp"),
        (-0.1, "NVDA", "extreme"),
        (-0.1, "BTC-USD", "large"),  # and of a coin it is an ordinary day
    ],
)
def test_no_mild_verb_tells_of_a_session_s_huge_move(value: float, symbol: str, size: str) -> None:
    assert say("{{ m|verb }}", m=move(value, symbol)) in in_family("verbs", "down", size)
    over_a_year = fact(symbol, "change_ytd", value)
    assert say("{{ m|verb }}", m=over_a_year) in in_family("verbs", "down", "large")


def test_no_verb_comes_twice_in_a_row() -> None:
    speaker = voice()
    said = [say("{{ m|verb }}", speaker, m=move(0.005)) for _ in range(9)]
    assert all(a != b for a, b in pairwise(said))


@pytest.mark.parametrize("value", [0.0, 0.0004, -0.0004])
def test_a_move_too_small_for_a_direction_has_none(value: float) -> None:
    assert say("{{ m|move }}", m=move(value)) in {f"was {w}" for w in voice().lexicon.flat}
    assert say("{{ m|move }}", m=move(value, "XLF")).startswith("were ")


SIZES = [i * step for step in (1e-5, 1e-4, 1e-3) for i in range(60)]


@pytest.mark.parametrize(
    "template", ["{{ m|move }}", "{{ m|move(1) }}", "{{ m|moving('rises', 'falls', 'flat') }}"]
)
@pytest.mark.parametrize(
    ("symbol", "unit", "scale"),
    [("^GSPC", "percent", 1), ("^TNX", "basis_points", 500), ("^VIX", "points", 100)],
)
def test_no_verb_of_movement_is_followed_by_zero(
    template: str, symbol: str, unit: Unit, scale: float
) -> None:
    for size in SIZES:
        words = say(template, m=move(size * scale, symbol, unit))
        number = words.rsplit(" ", 1)[-1] if unit == "percent" else words
        flat = any(word in words for word in (*voice().lexicon.flat, "flat"))
        assert flat or any(digit in number for digit in "123456789"), (size, words)


# Numbers ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("template", "asked", "text"),
    [
        ("{{ f|size }}", move(-0.00997), "1.00%"),
        ("{{ f|size(1) }}", move(-0.00997), "1.0%"),
        ("{{ f|signed }}", move(-0.00997), "-1.00%"),
        ("{{ f|signed }}", move(0.00997), "+1.00%"),
        ("{{ f|size }}", move(3.1, "^TNX", "basis_points"), "3 basis points"),
        ("{{ f|size }}", move(1.2, "^TNX", "basis_points"), "1 basis point"),
        ("{{ f|size }}", move(-2.5, "^VIX", "points"), "2.50 points"),
        ("{{ f|size }}", fact("equal_cap", "spread_1d", 0.95, "percentage_points"), "0.95 percentage points"),
        ("{{ f|size(1) }}", fact("^DJI", "points_1d", -1234.5, "points"), "1,234.5 points"),
        ("{{ f|level }}", fact("^GSPC", "level", 6926.6, "price"), "6,926.60"),
        ("{{ f|level }}", fact("SI=F", "level", 90.87, "price"), "$90.87"),
        ("{{ f|level }}", fact("CL=F", "level", -37.63, "price"), "-$37.63"),
        ("{{ f|level }}", fact("^TNX", "level", 4.14, "price"), "4.14%"),
        ("{{ f|level }}", fact("BTC-USD", "level", 97123.4, "price"), "$97,123"),
        ("{{ f|rounded }}", fact("^GSPC", "round_number", 7000.0, "price"), "7,000"),
        ("{{ f|rounded }}", fact("SI=F", "round_number", 90.0, "price"), "$90"),
        ("{{ f|rounded }}", fact("^TNX", "round_number", 4.5, "price"), "4.5%"),
        ("{{ f|share }}", fact("x", "share", 0.5641, "share"), "56%"),
        ("{{ f|decimal }}", fact("x", "ratio", 0.28915, "ratio"), "0.29"),
        ("{{ f|decimal(4) }}", fact("x", "ratio", 0.28915, "ratio"), "0.2892"),
        ("{{ f|count }}", fact("x", "rising", 7, "count"), "seven"),
        ("{{ f|count }}", fact("x", "rising", 12, "count"), "twelve"),
        ("{{ f|count }}", fact("x", "rising", 13, "count"), "13"),
        ("{{ f|count }}", fact("x", "streak", -9, "sessions"), "nine"),
        ("{{ f|count }}", fact("x", "rising", 0, "count"), "zero"),
        ("{{ f|figure }}", fact("x", "cases", 1039, "count"), "1,039"),
        ("{{ f|figure }}", fact("x", "cases", 3, "count"), "3"),
        ("{{ f|ordinal }}", fact("x", "streak", -2, "sessions"), "second"),
        ("{{ f|ordinal }}", fact("x", "streak", 12, "sessions"), "twelfth"),
        ("{{ f|ordinal }}", fact("x", "streak", 13, "sessions"), "13th"),
        ("{{ f|ordinal }}", fact("x", "streak", 21, "sessions"), "21st"),
        ("{{ f|ordinal }}", fact("x", "streak", 22, "sessions"), "22nd"),
        ("{{ f|ordinal }}", fact("x", "streak", 33, "sessions"), "33rd"),
        ("{{ f|ordinal }}", fact("x", "streak", 111, "sessions"), "111th"),
        ("{{ f|an_ordinal }}", fact("x", "streak", -2, "sessions"), "a second"),
        ("{{ f|an_ordinal }}", fact("x", "streak", 8, "sessions"), "an eighth"),
        ("{{ f|an_ordinal }}", fact("x", "streak", 11, "sessions"), "an eleventh"),
        ("{{ f|an_ordinal }}", fact("x", "streak", 18, "sessions"), "an 18th"),
        ("{{ f|an_ordinal }}", fact("x", "streak", 21, "sessions"), "a 21st"),
    ],
)
def test_a_number_is_printed_in_its_unit(template: str, asked: Fact, text: str) -> None:
    assert say(template, f=asked) == text


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.01234, "percent", "+1.23%"),
        (-0.01234, "percent", "-1.23%"),
        (0.00001, "percent", "0.00%"),
        (-0.00001, "percent", "0.00%"),
        (-3.2, "basis_points", "-3 bp"),
        (0.4, "basis_points", "0 bp"),
        (-12.5, "points", "-12.50"),
    ],
)
def test_a_table_s_number_has_a_sign_unless_it_is_zero(value: float, unit: Unit, text: str) -> None:
    assert printer().signed(move(value, unit=unit)) == text


def test_a_price_without_an_instrument_has_two_decimals() -> None:
    assert printer().level(fact("x", "level", 1234.567, "price"), None) == "1,234.57"


@pytest.mark.parametrize("unit", ["count", "date", "price"])
def test_a_fact_that_is_no_move_has_no_size(unit: Unit) -> None:
    with pytest.raises(TypeError, match="no size"):
        say("{{ f|size }}", f=fact("^GSPC", "level", 1.0, unit))


@pytest.mark.parametrize(
    ("part", "total", "text"),
    [(7, 11, "seven of eleven"), (11, 11, "all eleven"), (0, 11, "none of the eleven"), (1, 2, "one of two")],
)
def test_a_part_of_a_whole(part: int, total: int, text: str) -> None:
    assert (
        say("{{ a|of(b) }}", a=fact("s", "rising", part, "count"), b=fact("s", "total", total, "count"))
        == text
    )


@pytest.mark.parametrize(("value", "text"), [(1, "is"), (2, "are"), (7, "are")])
def test_is_or_are(value: int, text: str) -> None:
    assert say("{{ a|is_are }}", a=fact("s", "rising", value, "count")) == text


# Dates --------------------------------------------------------------------------------------------


def dated(value: Value) -> Fact:
    return fact("x", "since", value, "date")


@pytest.mark.parametrize(
    ("template", "value", "text"),
    [
        ("{{ f|day }}", date(2026, 1, 2), "January 2"),
        ("{{ f|day }}", date(2025, 12, 31), "December 31, 2025"),
        ("{{ f|month }}", date(2017, 3, 1), "March 2017"),
        ("{{ f|year }}", date(2017, 3, 1), "2017"),
        ("{{ f|year }}", 2026, "2026"),
        ("{{ f|full_date }}", date(2026, 1, 14), "Wednesday, January 14, 2026"),
        ("{{ f|long_date }}", date(2026, 1, 14), "January 14, 2026"),
        ("{{ f|clock }}", "16:00", "4:00 p.m."),
        ("{{ f|clock }}", "13:00", "1:00 p.m."),
        ("{{ f|clock }}", "12:30", "12:30 p.m."),
        ("{{ f|clock }}", "00:15", "12:15 a.m."),
        ("{{ f|clock }}", "09:05", "9:05 a.m."),
    ],
)
def test_a_date_is_printed_the_american_way(template: str, value: Value, text: str) -> None:
    assert say(template, f=dated(value)) == text


@pytest.mark.parametrize("name", ["day", "month", "full_date", "long_date"])
def test_what_is_no_date_is_not_printed_as_one(name: str) -> None:
    with pytest.raises(TypeError, match="not a date"):
        say("{{ f|" + name + " }}", f=dated(3))


# Names --------------------------------------------------------------------------------------------


def test_a_name_is_full_at_first_and_short_after() -> None:
    speaker = voice()
    dow = move(0.01, "^DJI")
    assert say("{{ m|the }}", speaker, m=dow) == "the Dow Jones Industrial Average"
    assert say("{{ m|the }}", speaker, m=dow) == "the Dow"
    speaker.starts_anew()
    assert say("{{ m|name }}", speaker, m=dow) == "Dow Jones Industrial Average"


def test_a_headline_has_short_names() -> None:
    speaker = voice()
    speaker.all_said()
    assert say("{{ m|name }}", speaker, m=move(0.01, "^DJI")) == "Dow"


@pytest.mark.parametrize(
    ("symbols", "text"),
    [
        (("XLE",), "energy"),
        (("XLE", "XLF"), "energy and financials"),
        (("XLE", "XLF", "^GSPC"), "energy, financials and the S&P 500"),
    ],
)
def test_names_are_listed_without_a_comma_before_and(symbols: tuple[str, ...], text: str) -> None:
    assert say("{{ f|names }}", f=fact("sectors", "leaders", symbols, "symbols")) == text


def test_moves_are_listed_with_their_signs() -> None:
    moves = (move(-0.02, "TSLA"), move(0.0304, "META"))
    assert say("{{ f|listed }}", f=moves) == "Tesla (-2.00%) and Meta Platforms (+3.04%)"


# Sentences ----------------------------------------------------------------------------------------


def finding(phrase: str, **roles: Fact | tuple[Fact, ...]) -> Finding:
    return replace(_BLANK, phrase=phrase, roles=roles)


_BLANK = Finding(rule="moves.test", phrase="", roles={}, topic="indexes", news=1.0)


def test_a_sentence_s_spans_know_what_they_print() -> None:
    dow = move(-0.0009, "^DJI")
    made = voice().sentence(finding("moves.index_short", move=dow))
    printed = {span.kind: span.text for span in made.spans if span.fact == dow.id}
    assert printed["number"] == "0.1%"
    assert printed["word"] in in_family("verbs", "down", "edge")
    assert printed["name"] == "Dow Jones Industrial Average"
    assert made.facts == (dow.id,)
    assert (made.rule, made.phrase) == ("moves.test", "moves.index_short")
    assert "".join(span.text for span in made.spans) == made.text
    assert made.text[0].isupper()


def test_a_phrase_that_is_not_there_is_a_configuration_error() -> None:
    with pytest.raises(ConfigError, match=r"no phrase moves\.nothing"):
        voice().sentence(finding("moves.nothing"))


def test_a_phrase_that_cannot_be_filled_says_which_and_why() -> None:
    with pytest.raises(ConfigError, match=r"moves\.stock cannot be filled: 'move' is undefined"):
        voice().sentence(finding("moves.stock"))
    assert not voice().fits("moves.stock", {})


def test_asking_whether_a_phrase_fits_takes_nothing_as_said() -> None:
    speaker, other = voice(), voice()
    dow = move(0.05, "^DJI")
    assert speaker.fits("moves.stock", {"move": dow})
    assert speaker.sentence(finding("moves.stock", move=dow)) == other.sentence(
        finding("moves.stock", move=dow)
    )


@pytest.fixture
def worded(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Finding]:
    """A finding on the Dow whose phrase has these wordings."""

    def make(*wordings: str) -> Finding:
        monkeypatch.setattr("marketwrap.language.voice.phrases", lambda _language: {"a.phrase": wordings})
        return finding("a.phrase", move=move(0.004, "^DJI"))

    return make


def test_a_wording_that_the_market_cannot_fill_is_passed_over(worded: Callable[..., Finding]) -> None:
    one = worded("{{ move|the }} and {{ sectors|names }}", "{{ move|the }} {{ move|verb }}")
    # trying the first has said no name
    assert voice().sentence(one).text.startswith("The Dow Jones Industrial Average ")


def test_the_first_wording_comes_first_and_another_where_the_article_has_used_it(
    worded: Callable[..., Finding],
) -> None:
    one = worded("{{ move|name }} is plain", "{{ move|name }} is less so")
    for _ in range(2):  # each article, each day
        speaker = voice()
        speaker.all_said()
        assert [speaker.sentence(one).text for _ in range(2)] == ["Dow is plain", "Dow is less so"]


def test_a_milestone_stands_at_the_end_of_its_sentence_and_heads_an_article_alone() -> None:
    low = replace(finding("milestones.lowest_ever", move=move(-0.004)), topic="milestones")
    low = replace(low, roles={**low.roles, "low": fact("^GSPC", "record_low", 1, "count")})
    told = replace(finding("moves.index_short", move=move(-0.004)), tail=low)
    speaker = voice()
    assert speaker.sentence(told).text.endswith("0.4%, a record low.")
    assert told.heading == "milestones.lowest_ever"
    assert set(low.facts) <= set(told.facts)
    assert "record low" not in speaker.sentence(told, "headline.moves_index_short").text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the Dow rose. it fell.", "The Dow rose. It fell."),
        ("at 4:00 p.m. eastern time", "At 4:00 p.m. eastern time"),
        ("up 1.00%. the rest fell", "Up 1.00%. The rest fell"),
    ],
)
def test_a_capital_begins_each_sentence(text: str, expected: str, capitalised: Callable[[str], str]) -> None:
    assert capitalised(text) == expected


@pytest.fixture
def capitalised() -> Callable[[str], str]:
    from marketwrap.language.voice import _capitalised

    return lambda text: "".join(
        span.text for span in _capitalised(voice().spans(text), voice().grammar.after_stop)
    )
