"""``marketwrap brief``."""

from typing import Annotated

import typer

from marketwrap.cli import options, terminal


def brief(
    *,
    day: options.Day = None,
    source: options.Source = None,
    prices: options.PricesPath = None,
    events: options.EventsPath = None,
    news: options.News = None,
    formats: Annotated[
        str | None,
        typer.Option(
            "--format",
            help="Of html,pdf,txt,md,json, with commas. Default: all. JSON is always written.",
            show_default=False,
        ),
    ] = None,
    out: options.Out = None,
    universe: options.UniverseName = None,
    language: options.LanguageName = None,
    config: options.Config = None,
    edition: Annotated[
        str | None,
        typer.Option(
            help="close, morning (before DATE opens) or weekly (five sessions to DATE). Default: close.",
            show_default=False,
        ),
    ] = None,
    length: Annotated[
        str | None, typer.Option(help="short, standard or long. Default: standard.", show_default=False)
    ] = None,
    unclosed: Annotated[
        bool, typer.Option("--unclosed", help="Write about a session that has not closed yet.")
    ] = False,
    explain: Annotated[
        bool,
        typer.Option(
            "--explain", help="Also print every finding with its newsworthiness, kept or dropped, and why."
        ),
    ] = False,
    as_json: options.AsJson = False,
) -> None:
    """Write the brief of one session: fetched, measured, worded, set, checked.

    Everything goes to OUT/DATE/, of other editions to OUT/DATE-EDITION/: brief.html, .pdf, .txt, .md, .json,
    prices.csv.gz (the closes it was made from), events.json (what was known beside them) and watch.json
    (levels for the next briefs to resolve). Nothing is written when the prices are in doubt, a file of events
    is wrong or a check fails.
    """
    from marketwrap.render import worker  # noqa: PLC0415  # --help loads nothing of this

    session = options.to_date(day)
    chosen = tuple(part.strip() for part in formats.split(",")) if formats else None
    with worker.ready(chosen or worker.PAGES) as renderer, options.progress() as progress:
        # pandas takes as long to load as what the worker needs
        from marketwrap.app import pipeline  # noqa: PLC0415

        settings = options.settings(
            config,
            source=source,
            prices=prices,
            events=events,
            news=news,
            formats=chosen,
            out=out,
            universe=universe,
            language=language,
            edition=edition,
            length=length,
        )
        made = pipeline.run(settings, session, progress=progress, unclosed=unclosed, renderer=renderer)
    weighed = pipeline.explained(made.draft) if explain else ()
    if as_json:
        found = [
            {
                "newsworthiness": round(verdict.finding.news, 3),
                "phrase": verdict.finding.phrase,
                "milestone": verdict.finding.tail.phrase if verdict.finding.tail else None,
                "rule": verdict.finding.rule,
                "facts": [fact.id for fact in verdict.finding.facts],
                "dropped": verdict.dropped or None,
            }
            for verdict in weighed
        ]
        terminal.print_json(
            {
                "session": made.article.session.isoformat(),
                "archetype": made.article.archetype,
                "headline": made.article.headline.text,
                "files": [str(path) for path in made.files],
                "notes": [note.text for note in made.article.notes],
                "unused": list(made.unused),
                "check": made.report.as_dict(),
            }
            | ({"findings": found} if explain else {})
        )
        return
    typer.echo(f"{made.article.session}: {made.article.headline.text}")
    typer.echo(f"checked: {made.report.summary}")
    for line in made.unused:
        typer.echo(f"unused: {line}")
    for path in made.files:
        typer.echo(f"wrote {path}")
    for verdict in weighed:
        finding = verdict.finding
        what = f"{finding.phrase} with {finding.tail.phrase}" if finding.tail else finding.phrase
        about = ", ".join(dict.fromkeys(fact.subject for fact in finding.facts if fact.subject != "brief"))
        typer.echo(f"{finding.news:.2f}  {what}: {about}  {verdict.dropped or 'kept'}")
