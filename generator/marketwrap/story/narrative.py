"""Findings become an article, in words."""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from marketwrap.base.model import (
    Article,
    Block,
    Edition,
    Event,
    Fact,
    Finding,
    Note,
    Paragraph,
    Provenance,
    Section,
    Sentence,
    Table,
    WatchPoint,
)
from marketwrap.facts import Day
from marketwrap.language.voice import Voice
from marketwrap.rules import outcomes
from marketwrap.story import exhibits as figures
from marketwrap.story.editions import EDITIONS
from marketwrap.story.plan import Story, keep, ordered
from marketwrap.story.top import Top, top

#: a single sentence of fewer characters joins the paragraph before it
LONELY = 110

#: beginnings of the phrases of what did not come from prices
NEWS = ("news.", "reports.")
#: topics of the first paragraph, in order
FIRST = ("lead", "indexes")
#: words that an adult reads in a minute (Brysbaert 2019, Journal of Memory and Language 109, silent reading)
WORDS_A_MINUTE = 238


def compose(
    story: Story,
    voice: Voice,
    provenance: Provenance,
    notes: Sequence[Note],
    closed_at: datetime,
    publisher: str = "",
) -> Article:
    """The article of one session, every fact of it included."""
    kept = keep(story)
    head = top(story, kept, voice)
    headline, standfirst, summary = head.headline, head.standfirst, head.summary
    voice.starts_anew()
    sections = tuple(_sections(story, _led(_untold(kept, head), head.lead, story.day, voice), voice, summary))
    closing = tuple(_notes(story, notes, provenance, voice, sections))
    everything = [headline, standfirst, *summary, *_sentences(sections), *closing]
    article = Article(
        session=story.day.session,
        closed_at=closed_at,
        universe=voice.universe.id,
        language=voice.tag,
        archetype=story.archetype,
        headline=headline,
        standfirst=standfirst,
        dateline=dateline(story.day, story.edition, everything, voice, closed_at),
        byline=publisher or voice.text("plan.byline"),
        summary=summary,
        sections=sections,
        notes=closing,
        disclaimer=voice.text("plan.disclaimer"),
        provenance=provenance,
        edition=story.edition,
    )
    facts = facts_of(article, story.day)
    return replace(
        article,
        facts=facts,
        watch=outcomes.carried(story.day, tuple(_named(sections, kept, story))),
        earlier=outcomes.spoken_of(story.day, facts.values()),
        events=events_of(facts, story.day),
    )


# Wording


def _untold(kept: Sequence[Finding], head: Top) -> list[Finding]:
    """The findings but for where the market stands if the standfirst has told it: told once is enough."""
    return [finding for finding in kept if finding.topic != "standing" or finding not in head.told]


def _led(kept: Sequence[Finding], lead: Finding | None, day: Day, voice: Voice) -> tuple[Finding, ...]:
    """The findings of the sections, that of the headline first, and the day in the first that can tell it."""
    marked = any(finding.topic == "lead" for finding in kept)
    found = [
        replace(f, topic="lead") if f == lead and f.topic != "indexes" and not marked else f for f in kept
    ]
    if lead is not None and lead.topic == "indexes" and not marked:
        found.sort(key=lambda finding: finding != lead)
    session = day.fact("brief", "session_date")
    opening = (f for topic in FIRST for f in found if f.topic == topic)
    # where a milestone is dated, its session is another
    first = next((f for f in opening if voice.tells_day(f.phrase) and "session" not in f.roles), None)
    if first is None or session is None:
        return tuple(found)
    told = replace(first, roles={**first.roles, "session": session})
    return tuple(told if f is first else f for f in found)


def _numbers(sentence: Sentence) -> set[str]:
    return {span.fact for span in sentence.spans if span.fact and span.kind in ("number", "count", "date")}


def _sections(
    story: Story, kept: Sequence[Finding], voice: Voice, bullets: Sequence[Sentence]
) -> Iterator[Section]:
    printed: set[str] = set()
    told = {sentence.text for sentence in bullets}
    for plan in ordered(story, kept):
        said: list[Paragraph] = []
        for topics in plan.paragraphs:
            voice.new_paragraph()
            sentences = tuple(_paragraph(topics, kept, voice, printed, told))
            if said and len(sentences) == 1 and len(sentences[0].text) < LONELY:
                said[-1] = Paragraph(said[-1].topic, said[-1].sentences + sentences)
            elif sentences:
                said.append(Paragraph(next(iter(topics)), sentences))
        before = voice.memory()
        exhibits = tuple(_exhibits(plan.id, story, voice))
        voice.forget(before)  # an alternative text is read by few: what it names is not yet named
        if said or exhibits:
            yield Section(plan.id, _title(plan.id, story.day, voice, said), (*said, *exhibits))


def _title(section: str, day: Day, voice: Voice, said: Sequence[Paragraph]) -> str:
    """A section's heading, which promises no news and no sectors where there are none."""
    if section == "regions":
        return figures.caption(day, "regions")
    if section == "drivers":
        return drivers_title(said, voice)
    bare = section == "assets" and not day.members("sectors")
    return voice.text("plan.beyond" if bare else f"plan.{section}")


def drivers_title(said: Iterable[Paragraph], voice: Voice) -> str:
    """The heading over what drove the day, which names the news where there is any."""
    phrases = (sentence.phrase for paragraph in said for sentence in paragraph.sentences)
    news = any(phrase.startswith(NEWS) for phrase in phrases)
    return voice.text("plan.drivers_news" if news else "plan.drivers")


def _paragraph(
    topics: Iterable[str], kept: Sequence[Finding], voice: Voice, printed: set[str], told: Container[str]
) -> Iterator[Sentence]:
    """Sentences of some topics, but for those told in a bullet and those that print no new number."""
    for topic in topics:
        for finding in kept:
            if finding.topic != topic:
                continue
            before = voice.memory()
            sentence = voice.sentence(finding)
            numbers = _numbers(sentence)
            if sentence.text in told or (numbers and numbers <= printed and not _quotes(sentence)):
                voice.forget(before)
                continue
            printed |= numbers
            yield sentence


def _quotes(sentence: Sentence) -> bool:
    """Whether a sentence takes over words from outside, which are new whatever its numbers are."""
    return any(span.kind == "text" for span in sentence.spans)


def _exhibits(section: str, story: Story, voice: Voice) -> Iterator[Block]:
    for exhibit in EDITIONS[story.edition].exhibits:
        if exhibit.section == section and story.length in exhibit.lengths:
            block = exhibit.make(story.day, voice)
            if block is not None:
                yield block


# The edges of the article


def dateline(
    day: Day, edition: Edition, sentences: Iterable[Sentence], voice: Voice, closed_at: datetime
) -> Sentence:
    """When the session closed, and how long the sentences take to read."""
    outline = EDITIONS[edition]
    words = sum(len(sentence.text.split()) for sentence in sentences)
    minutes = day.fact("brief", "given_count", value=max(1, round(words / WORDS_A_MINUTE)))
    session, closed = day.fact("brief", "session_date"), day.fact("brief", "closing_time")
    zone_key = f"plan.zone_{voice.universe.timezone.replace('/', '_')}"
    zone = voice.text(zone_key) if voice.knows(zone_key) else closed_at.strftime("%Z")
    return voice.worded(
        "narrative.dateline",
        outline.dateline,
        _present(session=session, closed=closed, minutes=minutes, **outline.dates(day)),
        zone=zone,
    )


def _notes(
    story: Story, notes: Sequence[Note], provenance: Provenance, voice: Voice, sections: Sequence[Section]
) -> Iterator[Sentence]:
    said = {s.facts for s in _sentences(sections) if s.rule.startswith("precedent.")}
    day = story.day
    session, first = day.fact("brief", "session_date"), day.fact("brief", "first_session")
    roles = _present(source=day.fact("brief", "source"), session=session, first=first)
    yield voice.worded("narrative.source", f"notes.source_{provenance.basis}", roles)
    if provenance.simulated:
        yield voice.worded("narrative.simulated", "notes.simulated", roles)
    yield from gate_notes(day, notes, voice)
    yield voice.worded("narrative.span", "notes.span", roles)
    week, year = day.fact("brief", "given_count", value=5), day.fact("brief", "given_count", value=252)
    weeks = day.fact("brief", "given_count", value=52)
    method = _present(week=week, year=year, weeks=weeks)
    yield voice.worded("narrative.method", "notes.method", method | _measured(day))
    yield voice.worded("narrative.averages", "notes.average", {})
    if any(section.id == "verdict" for section in sections):
        yield voice.worded("narrative.verdict", "notes.verdict", {})
    confidence = day.fact("brief", "given_percent", value=0.95)
    for finding in (f for f in story.findings if f.topic == "precedent" and "share" in f.roles):
        if tuple(dict.fromkeys(fact.id for fact in finding.facts)) in said:
            roles = {**finding.roles, **_present(confidence=confidence)}
            yield voice.worded(finding.rule, "notes.interval", roles)
    if said:
        asked = day.fact("brief", "given_count", value=len(day.studies))
        yield voice.worded("narrative.studies", "notes.studies", _present(asked=asked))


def _measured(day: Day) -> dict[str, Fact | tuple[Fact, ...]]:
    """What a reader is told the unit or the instrument of, where the market has it."""
    kinds = {symbol: day.instrument(symbol).kind for symbol in day.panel.symbols}
    funds = {
        group: next((s for s in day.members(group) if kinds[s] == "fund"), None)
        for group in ("sectors", "size_and_style", "regions")
    }
    regional = day.role("regional_banks")
    return _present(
        yields=day.fact(next((s for s in kinds if kinds[s] == "yield"), None), "level"),
        volatility=day.fact(next((s for s in kinds if kinds[s] == "volatility"), None), "level"),
        sectors=day.fact(funds["sectors"], "level"),
        styles=day.fact(funds["size_and_style"], "level"),
        banks=day.fact(regional, "level") if regional and kinds[regional] == "fund" else None,
        regions=day.fact(funds["regions"], "level"),
    )


def gate_notes(day: Day, notes: Sequence[Note], voice: Voice) -> Iterator[Sentence]:
    """What the gate did to instruments, in a sentence for each thing it did."""
    for alike in _alike(notes):
        yield _gate_note(day, alike, voice)


def _alike(notes: Sequence[Note]) -> Iterator[tuple[Note, ...]]:
    """Notes of one fault and the same sessions together, in the order of the first of them."""
    groups: dict[tuple[str, tuple[date, ...]], list[Note]] = {}
    for note in notes:
        groups.setdefault((note.fault, note.sessions), []).append(note)
    yield from map(tuple, groups.values())


def _gate_note(day: Day, notes: tuple[Note, ...], voice: Voice) -> Sentence:
    fault, symbol = notes[0].fault, notes[0].symbol
    named = (day.fact(note.symbol, "gate_note", fault=fault) for note in notes)
    when = (day.fact(symbol, "gate_session", fault=fault, nth=i) for i in range(len(notes[0].sessions)))
    roles = {"names": _there(named), "sessions": _there(when)}
    return voice.worded(f"gate.{fault}", f"gate.{fault}", roles)


def _there(facts: Iterable[Fact | None]) -> tuple[Fact, ...]:
    return tuple(fact for fact in facts if fact is not None)


def _present(**roles: Fact | None) -> dict[str, Fact | tuple[Fact, ...]]:
    return {name: fact for name, fact in roles.items() if fact is not None}


# Facts


def _sentences(sections: Iterable[Section]) -> Iterator[Sentence]:
    for section in sections:
        for block in section.blocks:
            if isinstance(block, Paragraph):
                yield from block.sentences


def facts_of(article: Article, day: Day) -> dict[str, Fact]:
    """Every fact that is printed or rested on, in the order of the article."""
    return {key: fact for key in dict.fromkeys(fact_ids(article)) if (fact := day.known(key)) is not None}


def events_of(facts: Mapping[str, Fact], day: Day) -> tuple[Event, ...]:
    """The events that facts are about, or that they list."""
    named = cited(facts)
    return tuple(event for event in day.events if event.id in named)


def cited(facts: Mapping[str, Fact]) -> set[str]:
    """What facts are about or list: ids of events among it."""
    named = {fact.subject for fact in facts.values()}
    return named | {key for fact in facts.values() if isinstance(fact.value, tuple) for key in fact.value}


def _named(sections: Iterable[Section], kept: Sequence[Finding], story: Story) -> Iterator[WatchPoint]:
    """The levels that printed sentences say to watch."""
    printed = {(sentence.phrase, sentence.facts) for sentence in _sentences(sections)}
    for finding in kept:
        facts = tuple(dict.fromkeys(fact.id for fact in finding.facts))
        if finding.watch and (finding.phrase, facts) in printed:
            yield replace(finding.watch, edition=story.edition)


def fact_ids(article: Article) -> Iterator[str]:
    """The ids of all facts that are printed or rested on, in the order of the article, with repeats."""
    for sentence in (article.headline, article.standfirst, article.dateline, *article.summary):
        yield from _ids_in(sentence)
    for section in article.sections:
        for block in section.blocks:
            if isinstance(block, Paragraph):
                for sentence in block.sentences:
                    yield from _ids_in(sentence)
            elif isinstance(block, Table):
                for row in block.rows:
                    yield from (span.fact for span in (row.head, *row.cells) if span.fact)
            else:
                yield from _ids_in(block.alt)
                yield from (bar.value.fact for bar in block.bars)
    for sentence in article.notes:
        yield from _ids_in(sentence)


def _ids_in(sentence: Sentence) -> Iterator[str]:
    yield from (span.fact for span in sentence.spans if span.fact)
    yield from sentence.facts
