"""A report of quantstats on the prices of a brief. Run by a Python that has quantstats, not by ours."""

import sys
import warnings

import pandas as pd

warnings.filterwarnings("ignore")


def main(prices: str, out: str) -> None:
    """Report on the first symbol of a snapshot, without a benchmark: the least that quantstats does."""
    import quantstats as qs

    closes = pd.read_csv(prices, comment="#", index_col=0, parse_dates=True)
    returns = closes.iloc[:, 0].dropna().pct_change().dropna()
    qs.reports.html(returns, output=out)


main(*sys.argv[1:])
