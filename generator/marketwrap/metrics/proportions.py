"""Intervals for shares and for the difference of two shares."""

import math

#: 97.5% point of the standard normal, for 95% intervals
Z = 1.959963984540054

Interval = tuple[float, float]


def wilson(successes: float, n: float) -> Interval:
    """95% score interval of a share, lower and upper end: Wilson (1927), JASA 22, 209-212.

    Raises ValueError unless 0 <= successes <= n and n > 0.
    """
    if n <= 0 or not 0 <= successes <= n:
        raise ValueError(f"{successes} of {n} is no share")
    share = successes / n
    centre = share + Z * Z / (2 * n)
    reach = Z * math.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n))
    scale = 1 + Z * Z / n
    return max(0.0, (centre - reach) / scale), min(1.0, (centre + reach) / scale)


def newcombe(successes: float, n: float, other_successes: float, other_n: float) -> Interval:
    """95% interval of one share less another of independent cases.

    Newcombe (1998), Statistics in Medicine 17, 873-890, method 10: the two Wilson intervals joined.
    Raises ValueError as ``wilson`` does.
    """
    one, other = successes / n, other_successes / other_n
    low, high = wilson(successes, n)
    other_low, other_high = wilson(other_successes, other_n)
    gap = one - other
    return gap - math.hypot(one - low, other_high - other), gap + math.hypot(high - one, other - other_low)
