"""A report of quantstats on the prices of a brief. Run by a Python that has quantstats, not by ours."""

import sys
import warnings

import pandas as pd

warnings.filterwarnings("ignore")


def main(prices: str, out: str) -> None:
    """Report on the first symbol of a snapshot against the second, as the README of quantstats does."""
    import quantstats as qs

    closes = pd.read_csv(prices, comment="#", index_col=0, parse_dates=True)
    returns = closes.iloc[:, :2].dropna().pct_change().dropna()
    qs.reports.html(returns.iloc[:, 0], benchmark=returns.iloc[:, 1], output=out)


main(*sys.argv[1:])
