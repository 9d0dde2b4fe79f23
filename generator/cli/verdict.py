"""``marketwrap verdict``."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from generator.cli import options
from generator.errors import Refusal

if TYPE_CHECKING:
    from generator.metrics.panel import Panel


def verdict(
    *,
    day: options.Day = None,
    source: options.Source = None,
    prices: options.PricesPath = None,
    universe: options.UniverseName = None,
    config: options.Config = None,
    history: Annotated[
        bool,
        typer.Option("--history", help="What followed each verdict in all sessions up to the day."),
    ] = False,
    since: Annotated[
        str | None,
        typer.Option(
            "--since",
            metavar="YYYY-MM-DD",
            help="With --history: count verdicts from this day on.",
            show_default=False,
        ),
    ] = None,
    as_json: options.AsJson = False,
) -> None:
    """Print the scorecard of a session, which asks whether the rotation to the average stock will last.

    With --history the back-test: how often the ratio of equal to cap weight was higher 20 and 60 sessions
    after each verdict, against all other sessions.
    """
    from generator import config as configuration  # noqa: PLC0415  # --help loads nothing of this
    from generator import pipeline  # noqa: PLC0415
    from generator import universe as universes  # noqa: PLC0415
    from generator.metrics.panel import Panel  # noqa: PLC0415

    session = options.to_date(day)
    settings = configuration.load(config, source=source, prices=prices, universe=universe)
    market = universes.load(settings.universe)
    with options.progress() as progress:
        admitted = pipeline.admitted(settings, market, session, datetime.now(UTC), progress)
        panel = Panel(admitted, market)
        answer = _history(panel, options.to_date(since)) if history else _scorecard(panel)
    if as_json:
        options.print_json(answer)
        return
    for line in (_history_lines if history else _scorecard_lines)(answer):
        typer.echo(line)


def _scorecard(panel: "Panel") -> dict[str, Any]:
    from generator.facts import Day  # noqa: PLC0415
    from generator.metrics.verdict import INDICATORS, PAIR, subject_of  # noqa: PLC0415

    day = Day(panel, panel.sessions[-1])
    verdict = day.fact(PAIR, "verdict")
    if verdict is None:
        raise Refusal(
            f"too little is known for a verdict on {day.session}",
            remedy=f"give more than a year of prices, of a universe with the pair {PAIR}",
        )
    rows = []
    for known in INDICATORS:
        reading = day.fact(PAIR, "verdict_reading", indicator=known.key)
        figure = day.fact(subject_of(panel, known), f"verdict_{known.key}")
        rows.append(
            {
                "indicator": known.key,
                "figure": figure and figure.value,
                "unit": known.unit,
                "lasting_at": known.lasting,
                "passing_at": known.passing,
                "weight": known.weight,
                "reading": reading and reading.value,
            }
        )
    tallies = {
        name: {
            side: (fact := day.fact(PAIR, f"verdict_{side}", ago=ago)) and fact.value
            for side in ("lasting", "passing", "total")
        }
        for name, ago in (("now", 0), ("day_before", 1), ("week_before", 5))
    }
    return {"session": day.session.isoformat(), "verdict": verdict.value, **tallies, "indicators": rows}


def _scorecard_lines(answer: dict[str, Any]) -> Iterator[str]:
    now, before, week = (answer[name] for name in ("now", "day_before", "week_before"))
    yield f"{answer['session']}: {answer['verdict']}"
    yield (
        f"{now['lasting']} of {now['total']} point to a lasting shift, {now['passing']} to a passing one"
        f" (day before: {before['lasting']} and {before['passing']};"
        f" week before: {week['lasting']} and {week['passing']})"
    )
    yield ""
    yield from _table(
        ("indicator", "figure", "unit", "lasting at", "passing at", "weight", "reading"),
        [
            (
                row["indicator"],
                _number(row["figure"], "+.4g"),
                row["unit"],
                _number(row["lasting_at"], "+.4g"),
                _number(row["passing_at"], "+.4g"),
                str(row["weight"]),
                _number(row["reading"], "+d"),
            )
            for row in answer["indicators"]
        ],
    )


def _history(panel: "Panel", since: date | None) -> dict[str, Any]:
    from generator.metrics.backtest import backtest  # noqa: PLC0415

    records = backtest(panel, since)
    if not records:
        raise Refusal("there are no verdicts", remedy="give prices of both sides of the pair equal_cap")
    return {
        "first": max(since or panel.sessions[0], panel.sessions[0]).isoformat(),
        "last": panel.sessions[-1].isoformat(),
        "records": [{**asdict(record), "share": record.share} for record in records],
    }


def _history_lines(answer: dict[str, Any]) -> Iterator[str]:
    yield f"Ratio of equal to cap weight higher after each verdict, {answer['first']} to {answer['last']}"
    yield ""
    heads = (
        "after",
        "verdict",
        "sessions",
        "open",
        "counted",
        "higher",
        "share",
        "95%",
        "else",
        "difference",
        "95%",
    )
    yield from _table(
        heads,
        [
            (
                f"{r['horizon']}",
                r["verdict"],
                str(r["sessions"]),
                str(r["still_open"]),
                str(r["cases"]),
                str(r["higher"]),
                _number(r["share"], ".0%"),
                _interval(r["interval"], ".0%"),
                _number(r["base"], ".0%"),
                _number(r["difference"], "+.0%"),
                _interval(r["difference_interval"], "+.0%"),
            )
            for r in answer["records"]
        ],
    )


def _table(heads: tuple[str, ...], rows: list[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(len(row[i]) for row in (heads, *rows)) for i in range(len(heads))]
    for row in (heads, *rows):
        yield "  ".join(f"{cell:>{width}}" for cell, width in zip(row, widths, strict=True))


def _number(value: float | None, form: str) -> str:
    return "-" if value is None else format(value, form)


def _interval(ends: tuple[float, float] | None, form: str) -> str:
    return "-" if ends is None else f"{_number(ends[0], form)} to {_number(ends[1], form)}"
