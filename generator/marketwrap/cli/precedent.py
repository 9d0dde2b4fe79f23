"""``marketwrap precedent``: studies, and the audit of a claim."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from marketwrap.base.errors import ConfigError, Refusal
from marketwrap.cli import options, terminal

if TYPE_CHECKING:
    from marketwrap.base.model import Table, Universe
    from marketwrap.facts import Day
    from marketwrap.language.voice import Voice
    from marketwrap.metrics.studies import Horizon, Study

#: of an answer that no study of a file gives
ASKED = "as asked"


Name = Annotated[str, typer.Argument(help="A study. Without one, all are listed.", show_default=False)]
When = Annotated[
    str, typer.Option(help="A condition in place of a study.", metavar="TEXT", show_default=False)
]
Outcome = Annotated[str, typer.Option(help="With --when: a role, a symbol or a pair.", show_default=False)]
Horizons = Annotated[
    str | None,
    typer.Option(
        "--horizon", help="With --when: sessions later, of 1, 5 and 20.", metavar="1,5,20", show_default=False
    ),
]
Since = Annotated[
    str | None, typer.Option(help="With --when: no session before.", metavar="YYYY-MM-DD", show_default=False)
]
ClaimName = Annotated[
    str, typer.Option("--claim", help="Audit a claim: a TOML file or a bundled name.", show_default=False)
]
ClaimFile = Annotated[
    Path | None, typer.Option(help="With --claim: write it to a .html, .md or .svg file.", show_default=False)
]


def precedent(
    name: Name = "",
    *,
    when: When = "",
    outcome: Outcome = "",
    horizons: Horizons = None,
    since: Since = None,
    claim: ClaimName = "",
    out: ClaimFile = None,
    day: options.Day = None,
    source: options.Source = None,
    prices: options.PricesPath = None,
    universe: options.UniverseName = None,
    config: options.Config = None,
    as_json: options.AsJson = False,
) -> None:
    """What came next after sessions like this one: counted, with a base rate and intervals.

    Only sessions before the one of --date are looked at, and no outcome after it.
    """
    from marketwrap.app import pipeline  # noqa: PLC0415
    from marketwrap.reports import precedents  # noqa: PLC0415

    _refuse_mixed(name, when, outcome, claim, out)
    _refuse_idle(when, {"--horizon": horizons, "--since": since})
    session = options.to_date(day)
    settings = options.settings(config, source=source, prices=prices, universe=universe)
    with options.progress() as progress:
        looked_at = pipeline.day(settings, session, progress=progress)
    voice = precedents.voice_of(looked_at)
    if claim:
        _audit(claim, looked_at, voice, out, as_json=as_json)
    elif not name and not when:
        _list(looked_at, voice, as_json=as_json)
    else:
        known = looked_at.universe
        study = _asked(when, outcome, horizons, since, looked_at) if when else _named(name, looked_at, known)
        _answer(study, looked_at, voice, as_json=as_json)


def _refuse_mixed(name: str, when: str, outcome: str, claim: str, out: Path | None) -> None:
    if bool(name) + bool(when) + bool(claim) > 1:
        raise ConfigError("a study, --when and --claim are three questions", remedy="ask one of them")
    if bool(when) != bool(outcome):
        raise ConfigError("--when and --outcome go together", remedy="give both")
    if out is not None and not claim:
        raise ConfigError("--out goes with --claim", remedy="use --json for a study")


def _refuse_idle(when: str, options_of_when: Mapping[str, str | None]) -> None:
    """A study and a claim have horizons and a look-back of their own, and none is quietly passed over."""
    idle = [option for option, given in options_of_when.items() if given is not None]
    if idle and not when:
        raise ConfigError(f"{idle[0]} goes with --when", remedy="leave it out, or ask with --when")


def _named(name: str, day: "Day", universe: "Universe") -> "Study":
    found = next((study for study in day.studies if study.id == name), None)
    if found is None:
        known = ", ".join(study.id for study in day.studies)
        raise ConfigError(f"universe {universe.id} has no study {name}", remedy=f"give one of: {known}")
    return found


def _asked(when: str, outcome: str, horizon: str | None, since: str | None, day: "Day") -> "Study":
    from marketwrap.metrics import studies  # noqa: PLC0415
    from marketwrap.metrics.precedents import refuse_unknown  # noqa: PLC0415

    study = studies.asked_for(
        ASKED,
        when,
        outcome,
        "--when",
        day.universe,
        _horizons(horizon),
        options.to_since(since, day.session),
    )
    refuse_unknown(day.panel, (study,))
    return study


def _horizons(text: str | None) -> tuple["Horizon", ...]:
    from marketwrap.metrics.studies import HORIZONS  # noqa: PLC0415

    if text is None:
        return HORIZONS
    asked = {part.strip() for part in text.split(",")}
    if not asked <= set(map(str, HORIZONS)):
        raise ConfigError(f"{text} names another horizon", where="--horizon", remedy="give some of 1,5,20")
    return tuple(horizon for horizon in HORIZONS if str(horizon) in asked)


def _list(day: "Day", voice: "Voice", *, as_json: bool) -> None:
    from marketwrap.reports import precedents  # noqa: PLC0415
    from marketwrap.rules.precedent import holds  # noqa: PLC0415

    if as_json:
        terminal.print_json(
            [{"study": s.id, "outcome": s.outcome, "holds": holds(day, s)} for s in day.studies]
        )
        return
    typer.echo(f"{day.session}")
    _print(precedents.listing(day, voice))


def _answer(study: "Study", day: "Day", voice: "Voice", *, as_json: bool) -> None:
    from marketwrap.reports import precedents  # noqa: PLC0415

    if not precedents.figures(day, study, min(study.horizons)):
        raise Refusal(
            f"there are no closes of {study.outcome} up to {day.session}", remedy="ask for another outcome"
        )
    if as_json:
        terminal.print_json(precedents.as_data(day, study))
        return
    _print(precedents.answer(day, study, voice))
    for horizon in study.horizons:
        sessions = precedents.cases(day, study, horizon)
        typer.echo(f"\n{precedents.heading(day, horizon, voice)}: {' '.join(map(str, sessions)) or '-'}")


def _audit(name: str, day: "Day", voice: "Voice", out: Path | None, *, as_json: bool) -> None:
    from marketwrap.metrics.precedents import refuse_unknown  # noqa: PLC0415
    from marketwrap.reports import claim_audit, quoted_claims  # noqa: PLC0415

    claim = quoted_claims.load(name)
    asked = quoted_claims.asked(claim, day.universe, name)
    refuse_unknown(day.panel, (one.study for one in asked))
    made = claim_audit.audit(claim, asked, day, voice)
    if out is not None:
        from marketwrap.base import disk  # noqa: PLC0415
        from marketwrap.reports import claim_page  # noqa: PLC0415

        disk.write(out, claim_page.written(made, out))
    if as_json:
        terminal.print_json(claim_audit.as_data(made))
        return
    for line in (f"“{claim.quote}”", made.source, "", *made.conclusion):
        typer.echo(line)
    for table in made.tables:
        typer.echo("")
        _print(table)
    typer.echo(f"\n{made.stamp}")
    if out is not None:
        typer.echo(f"wrote {out}")


def _print(table: "Table") -> None:
    if table.caption:
        typer.echo(table.caption)
    rows = [(row.head.text, *(cell.text or "–" for cell in row.cells)) for row in table.rows]
    terminal.print_table(table.columns, rows)
