"""``marketwrap verdict``."""

from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from marketwrap.base.errors import ConfigError, Refusal
from marketwrap.cli import options, terminal

if TYPE_CHECKING:
    from marketwrap.metrics.panel import Panel


SCORECARD = ("indicator", "figure", "unit", "lasting at", "passing at", "weight", "reading")
HISTORY = (
    "after", "verdict", "sessions", "open", "counted", "higher",
    "share", "95%", "else", "difference", "95%",
)  # fmt: skip


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
    from marketwrap.market import universe as universes  # noqa: PLC0415
    from marketwrap.metrics.panel import Panel  # noqa: PLC0415
    from marketwrap.sources import fetch  # noqa: PLC0415

    if since is not None and not history:
        raise ConfigError("--since goes with --history", remedy="give both")
    session = options.to_date(day)
    settings = options.settings(config, source=source, prices=prices, universe=universe)
    market = universes.load(settings.universe)
    with options.progress() as progress:
        admitted = fetch.admitted(settings, market, session, datetime.now(UTC), progress)
        panel = Panel(admitted, market)
        answer = (
            _history(panel, options.to_since(since, panel.sessions[-1])) if history else _scorecard(panel)
        )
    if as_json:
        terminal.print_json(answer)
        return
    (_print_history if history else _print_scorecard)(answer)


def _scorecard(panel: "Panel") -> dict[str, Any]:
    from marketwrap.facts import Day  # noqa: PLC0415
    from marketwrap.metrics.verdict import INDICATORS, PAIR, subject_of  # noqa: PLC0415

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


def _print_scorecard(answer: dict[str, Any]) -> None:
    now, before, week = (answer[name] for name in ("now", "day_before", "week_before"))
    typer.echo(f"{answer['session']}: {answer['verdict']}")
    typer.echo(
        f"{now['lasting']} of {now['total']} point to a lasting shift, {now['passing']} to a passing one"
        f" (day before: {before['lasting']} and {before['passing']};"
        f" week before: {week['lasting']} and {week['passing']})\n"
    )
    rows = [
        (
            row["indicator"],
            terminal.number(row["figure"], "+.4g"),
            row["unit"],
            terminal.number(row["lasting_at"], "+.4g"),
            terminal.number(row["passing_at"], "+.4g"),
            str(row["weight"]),
            terminal.number(row["reading"], "+d"),
        )
        for row in answer["indicators"]
    ]
    terminal.print_table(SCORECARD, rows)


def _history(panel: "Panel", since: date | None) -> dict[str, Any]:
    from marketwrap.metrics.backtest import backtest  # noqa: PLC0415

    found = backtest(panel, since)
    if not found:
        raise Refusal("there are no verdicts", remedy="give prices of both sides of the pair equal_cap")
    return {
        "first": max(since or panel.sessions[0], panel.sessions[0]).isoformat(),
        "last": panel.sessions[-1].isoformat(),
        "records": [
            {
                "verdict": verdict,
                "horizon": horizon,
                "sessions": tally.met,
                "still_open": tally.open,
                "cases": tally.cases,
                "higher": tally.hits,
                "interval": tally.interval,
                "base": tally.base,
                "others": tally.base_cases,
                "difference": tally.difference,
                "difference_interval": tally.difference_interval,
                "share": tally.share,
            }
            for (horizon, verdict), tally in found.items()
        ],
    }


def _print_history(answer: dict[str, Any]) -> None:
    typer.echo(
        f"Ratio of equal to cap weight higher after each verdict, {answer['first']} to {answer['last']}\n"
    )
    rows = [
        (
            str(known["horizon"]),
            known["verdict"],
            *(str(known[name]) for name in ("sessions", "still_open", "cases", "higher")),
            terminal.number(known["share"], ".0%"),
            terminal.interval(known["interval"], ".0%"),
            terminal.number(known["base"], ".0%"),
            terminal.number(known["difference"], "+.0%"),
            terminal.interval(known["difference_interval"], "+.0%"),
        )
        for known in answer["records"]
    ]
    terminal.print_table(HISTORY, rows)
