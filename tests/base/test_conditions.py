"""Conditions: read, written back, decided."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketwrap.base.conditions import (
    Both,
    Comparison,
    Condition,
    Either,
    clauses,
    comparisons,
    held,
    parse,
    resolved,
    write,
)
from marketwrap.base.errors import ConfigError

GAP = Comparison("equal_cap", "spread_1d", ">=", 0.9)
DOWN = Comparison("^GSPC", "change_1d", "<", -0.01)
TENSE = Comparison("DX-Y.NYB", "level", ">", 100.0)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("equal_cap.spread_1d >= 0.9", GAP),
        ("equal_cap.spread_1d>=0.9 and ^GSPC.change_1d<-1%", Both((GAP, DOWN))),
        ("equal_cap.spread_1d >= 0.9 or ^GSPC.change_1d < -0.01", Either((GAP, DOWN))),
        # symbols may hold a sign of their own
        ("CL=F.level>100", Comparison("CL=F", "level", ">", 100.0)),
        ("DX-Y.NYB.level==100", Comparison("DX-Y.NYB", "level", "==", 100.0)),
        ("CL=F.level==100", Comparison("CL=F", "level", "==", 100.0)),
        (
            "equal_cap.spread_1d >= 0.9 or ^GSPC.change_1d < -1% and DX-Y.NYB.level > 100",
            Either((GAP, Both((DOWN, TENSE)))),
        ),
        (
            "(equal_cap.spread_1d >= 0.9 or ^GSPC.change_1d < -1%) and DX-Y.NYB.level > 100",
            Both((Either((GAP, DOWN)), TENSE)),
        ),
    ],
)
def test_and_binds_closer_than_or(text: str, expected: Condition) -> None:
    assert parse(text) == expected


@pytest.mark.parametrize(
    ("text", "value"), [("0.9%", 0.009), ("-2%", -0.02), ("1e1%", 0.1), ("5e-1%", 0.005)]
)
def test_a_percentage_is_a_hundredth_however_it_is_written(text: str, value: float) -> None:
    assert parse(f"a.b > {text}") == Comparison("a", "b", ">", value)


def test_brackets_without_end_are_refused_and_not_followed() -> None:
    assert parse("(" * 50 + "a.b > 1" + ")" * 50) == parse("a.b > 1")
    with pytest.raises(ConfigError, match=r"my\.toml: a condition of more than 50 brackets"):
        parse("(" * 3000 + "a.b > 1" + ")" * 3000, "my.toml")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "spread >= 1",
        "a.b",
        "a.b >=",
        "a.b >= x",
        "a.b >= 1 and",
        "(a.b >= 1",
        "a.b >= 1)",
        "a.b => 1",
        "a.b >= 1 c.d < 2",
        ".b > 1",
        "a.b > 1.2.3",
        "a.b > 1e400",
        "a.b < -1e999%",
    ],
)
def test_what_is_not_understood_is_refused_by_name(text: str) -> None:
    with pytest.raises(ConfigError, match=r"my\.toml: .*is not understood"):
        parse(text, "my.toml")


_TESTS = st.builds(
    Comparison,
    st.sampled_from(["equal_cap", "^GSPC", "DX-Y.NYB"]),
    st.sampled_from(["level", "change_1d"]),
    st.sampled_from([">=", ">", "<=", "<", "=="]),
    st.floats(allow_nan=False, allow_infinity=False),
)
_CONDITIONS = st.recursive(
    _TESTS,
    lambda inner: st.builds(
        lambda kind, parts: kind(tuple(parts)),
        st.sampled_from([Both, Either]),
        st.lists(inner, min_size=2, max_size=3),
    ),
    max_leaves=6,
)


@given(_CONDITIONS)
def test_what_is_written_reads_back(condition: Condition) -> None:
    assert parse(write(condition)) == condition


@given(_CONDITIONS, st.dictionaries(st.sampled_from([GAP.subject, DOWN.subject]), st.floats(-1, 1)))
def test_clauses_hold_when_the_condition_does(condition: Condition, known: dict[str, float]) -> None:
    def lookup(subject: str, _metric: str) -> float | None:
        return known.get(subject)

    flat = Either(tuple(Both(clause) for clause in clauses(condition)))
    assert held(flat, lookup) == held(condition, lookup)


def test_a_role_becomes_its_symbol() -> None:
    found = resolved(
        parse("benchmark.change_1d < -1% and equal_cap.spread_1d >= 0.9"), {"benchmark": "^GSPC"}
    )
    assert comparisons(found) == (DOWN, GAP)


def test_an_unknown_value_decides_nothing_that_another_settles() -> None:
    values = {"equal_cap": 1.0}
    lookup = lambda subject, _metric: values.get(subject)  # noqa: E731  # a table
    assert held(Either((GAP, DOWN)), lookup) is True
    assert held(Both((GAP, DOWN)), lookup) is None
    assert held(Both((Comparison("equal_cap", "spread_1d", "<", 0.0), DOWN)), lookup) is False
