"""Intervals against published ones."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketwrap.metrics.proportions import newcombe, wilson


@pytest.mark.parametrize(
    ("hits", "cases", "low", "high"),
    [(0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (22, 39, 0.4099, 0.7069), (500, 1000, 0.4691, 0.5309)],
)
def test_an_interval_is_that_of_wilson(hits: int, cases: int, low: float, high: float) -> None:
    assert wilson(hits, cases) == pytest.approx((low, high), abs=2e-4)


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((6, 7), (2, 7), 0.0582, 0.8062),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
        ((10, 10), (0, 20), 0.6791, 1.0),
    ],
)
def test_a_difference_has_the_interval_of_newcombes_table(
    one: tuple[int, int], other: tuple[int, int], low: float, high: float
) -> None:
    """Newcombe 1998, table II, method 10."""
    assert newcombe(*one, *other) == pytest.approx((low, high), abs=1e-4)
    assert newcombe(*other, *one) == pytest.approx((-high, -low), abs=1e-4)


@pytest.mark.parametrize(("hits", "cases"), [(1, 0), (3, 2), (-1, 2)])
def test_what_is_no_share_has_no_interval(hits: int, cases: int) -> None:
    with pytest.raises(ValueError, match="is no share"):
        wilson(hits, cases)


@settings(deadline=None, max_examples=60)
@given(st.integers(1, 300), st.integers(1, 3000), st.data())
def test_an_interval_holds_its_share_and_lies_within_bounds(n: int, other: int, data: Any) -> None:
    hits, more = data.draw(st.integers(0, n)), data.draw(st.integers(0, other))
    low, high = wilson(hits, n)
    assert -1e-12 <= low <= hits / n + 1e-12
    assert hits / n <= high + 1e-12 <= 1 + 2e-12
    least, most = newcombe(hits, n, more, other)
    assert least <= hits / n - more / other <= most
    assert -1 - 1e-9 <= least <= most <= 1 + 1e-9
