"""What a reviewer does to a draft: sentences struck, notes added. As text for an editor, and as a change.

The words of a sentence are the machine's and stay as they are: whoever wants to say something else strikes
the sentence and adds a note, which stands in the brief as the desk's.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Final

from marketwrap.base.errors import ConfigError
from marketwrap.base.model import (
    Article,
    Block,
    Event,
    Events,
    Fact,
    Paragraph,
    Section,
    Sentence,
    WatchPoint,
)
from marketwrap.events import clean
from marketwrap.facts import Day
from marketwrap.formats import briefjson
from marketwrap.language.voice import Voice
from marketwrap.metrics.events import printable
from marketwrap.rules import news, outcomes
from marketwrap.story import narrative

KEEP: Final = "keep"
STRIKE: Final = "strike"
NOTE: Final = "note"
#: ids of events that a review made end in this and a number
_MADE: Final = "review-"
#: where a note stands that belongs to no section
_PLACE: Final = "drivers"

_HEAD: Final = """\
# {name}
#
# Headline:   {headline}
# Standfirst: {standfirst}
#
# To strike a sentence, write strike for keep at the beginning of its line.
# To add a note, write a line of its own: note, and what you have to say. It becomes
# a paragraph of the section that it stands in, and is marked as the desk's.
# The words of a sentence cannot be changed, and no line may be deleted.
# Lines that begin with # are not read. Change nothing, and nothing happens.
"""


@dataclass(frozen=True, slots=True)
class Note:
    """Words of the reviewer's own."""

    #: id of the section that it belongs to; empty for none
    section: str
    text: str


@dataclass(frozen=True, slots=True)
class Revision:
    """What is to be changed; nothing when it is false."""

    #: ids of sentences, as ``brief.json`` gives them
    struck: frozenset[str] = frozenset()
    notes: tuple[Note, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.struck or self.notes)


@dataclass(frozen=True, slots=True)
class _Part:
    """A heading and the sentences below it that can be struck."""

    id: str
    title: str
    sentences: tuple[tuple[str, Sentence], ...]


# As text ------------------------------------------------------------------------------------------


def to_text(article: Article, name: str) -> str:
    """The sheet that a reviewer edits: a sentence a line under its id; ``name`` says which brief it is."""
    lines = [_HEAD.format(name=name, headline=article.headline.text, standfirst=article.standfirst.text)]
    parts = tuple(_parts(article))
    in_brief = {sentence.facts: key for key, sentence in parts[0].sentences}
    for part in parts:
        lines.append(f"# {part.title}")
        for key, sentence in part.sentences:
            lines.append(f"{KEEP} {key}  {sentence.text}")
            if in_brief.get(sentence.facts, key) != key:
                lines.append(f"#    {in_brief[sentence.facts]} says the same in the summary")
        lines.append("")
    return "\n".join(lines)


def read(text: str, article: Article) -> Revision:
    """What an edited sheet asks for.

    Raises ConfigError naming the line for a word that is none of the three, a sentence that the brief does
    not have or that was reworded, is missing or stands twice, and a note that cannot be printed.
    """
    known = {key: (part.id, sentence) for part in _parts(article) for key, sentence in part.sentences}
    headings = {f"# {part.title}": part.id for part in _parts(article)}
    section, notes, decided = "", list[Note](), dict[str, str]()
    for number, line in enumerate(text.removeprefix("\ufeff").split("\n"), start=1):
        word, _, rest = line.strip().partition(" ")
        if not word or word.startswith("#"):
            section = headings.get(line.strip(), section)
        elif word == NOTE:
            notes.append(Note(section, _note(rest, number)))
        elif word in (KEEP, STRIKE):
            key, _, said = rest.strip().partition(" ")
            section = _sentence(key, said, known, decided, number)
            decided[key] = word
        else:
            raise _wrong(number, f"begins with {word[:40]!r}", f"begin it with {KEEP}, {STRIKE} or {NOTE}")
    if missing := [key for key in known if key not in decided]:
        what = f"the line of {', '.join(missing[:5])} is missing"
        raise ConfigError(what, remedy=f"put it back; to strike a sentence write {STRIKE} for {KEEP}")
    return Revision(frozenset(key for key, word in decided.items() if word == STRIKE), tuple(notes))


def _sentence(
    key: str,
    said: str,
    known: dict[str, tuple[str, Sentence]],
    decided: dict[str, str],
    number: int,
) -> str:
    """The section of a sentence whose line is as it was."""
    if key not in known:
        raise _wrong(number, f"the brief has no sentence {key[:20]!r} that can be struck", "print it anew")
    if key in decided:
        raise _wrong(number, f"{key} stands twice", "take one of them out")
    section, sentence = known[key]
    if said.split() != sentence.text.split():
        what = f"the words of {key} were changed, or the brief was made again meanwhile"
        raise _wrong(number, what, f"the text is the machine's: {STRIKE} the sentence and add a {NOTE}")
    return section


def _note(raw: str, number: int) -> str:
    text = clean.line(raw, clean.TEXT)
    if not text:
        raise _wrong(number, "the note is empty", "write what it says, or take the line out")
    if len(" ".join(raw.split())) > clean.TEXT:
        raise _wrong(number, f"the note is longer than {clean.TEXT} characters", "make two of it")
    if not printable(text):
        raise _wrong(
            number, "the note has signs that the documents cannot print", "write it in plain letters"
        )
    return text


def _wrong(number: int, what: str, remedy: str) -> ConfigError:
    return ConfigError(what, where=f"line {number}", remedy=remedy)


def _parts(article: Article) -> Iterator[_Part]:
    """What can be struck: neither headline, standfirst and dateline nor the texts of charts."""
    ids = {id(sentence): key for key, sentence in briefjson.sentences(article)}

    def part(key: str, title: str, sentences: Iterable[Sentence]) -> _Part:
        return _Part(key, title, tuple((ids[id(sentence)], sentence) for sentence in sentences))

    yield part("", "Summary", article.summary)
    for section in article.sections:
        yield part(section.id, section.title, _said(section))
    yield part("", "Notes", article.notes)


def _said(section: Section) -> Iterator[Sentence]:
    for paragraph in _paragraphs(section):
        yield from paragraph.sentences


def _paragraphs(section: Section) -> tuple[Paragraph, ...]:
    return tuple(block for block in section.blocks if isinstance(block, Paragraph))


# As a change --------------------------------------------------------------------------------------


def events_of(revision: Revision, article: Article, known: Events, desk: str) -> tuple[Event, ...]:
    """The notes as events of the article's session, in their order; ``desk`` is named as their publisher."""
    taken, session = {event.id for event in known.items}, article.session
    free = (key for n in count(1) if (key := f"{NOTE}/{session}/{_MADE}{n}") not in taken)
    return tuple(
        Event(
            id=key,
            kind="note",
            name=clean.line(note.text, clean.TITLE),
            day=session,
            publisher=clean.line(desk, clean.NAME),
            text=note.text,
        )
        for key, note in zip(free, revision.notes, strict=False)
    )


def apply(article: Article, revision: Revision, notes: Sequence[Event], day: Day) -> Article:
    """The article without what was struck and with the notes, and with what it then still rests on.

    ``notes`` are the revision's as ``events_of`` made them, and ``day`` knows them. Without a change the
    article stays as it is.
    """
    if not revision:
        return article
    voice = Voice(day.universe, article.session, day.language)
    struck = {id(s) for key, s in briefjson.sentences(article) if key in revision.struck}
    noted = {place: list[Sentence]() for place in (section.id for section in article.sections)}
    for note, event in zip(revision.notes, notes, strict=True):
        noted[_place(note, article)].append(_worded(event, day, voice))
    sections = tuple(filter(None, (_section(s, struck, noted[s.id], voice) for s in article.sections)))
    kept = replace(
        article,
        summary=tuple(s for s in article.summary if id(s) not in struck),
        sections=sections,
        notes=tuple(s for s in article.notes if id(s) not in struck and _explains(s, sections)),
    )
    return _settled(kept, notes, day, voice)


def _place(note: Note, article: Article) -> str:
    """The section of a note: its own, else that of other notes or of the news, else the first."""
    places = [section.id for section in article.sections]
    wanted = (note.section, _PLACE)
    return next((place for place in wanted if place in places), places[0])


def _worded(event: Event, day: Day, voice: Voice) -> Sentence:
    finding = news.note(day, event)
    if finding is None:
        raise ConfigError(
            "a note cannot be added to a brief of a session that is not over",
            remedy="make the brief again after the close",
        )
    return voice.sentence(replace(finding, rule=news.NOTES.name))


def _section(section: Section, struck: set[int], notes: list[Sentence], voice: Voice) -> Section | None:
    """A section without what was struck, notes behind its last paragraph; None when nothing is left."""
    before = _paragraphs(section)
    exhibits = tuple(block for block in section.blocks if not isinstance(block, Paragraph))
    left = (replace(p, sentences=tuple(s for s in p.sentences if id(s) not in struck)) for p in before)
    said = [paragraph for paragraph in left if paragraph.sentences]
    if notes:
        said.append(Paragraph("notes", tuple(notes)))
    title = narrative.drivers_title(said, voice) if section.id == "drivers" else section.title
    blocks: tuple[Block, ...] = (*said, *exhibits)
    return replace(section, title=title, blocks=blocks) if blocks else None


def _explains(note: Sentence, sections: Sequence[Section]) -> bool:
    """Whether a note at the end still has something in the text that it is about."""
    said = [sentence for section in sections for sentence in _said(section)]
    past = [set(s.facts) for s in said if s.rule.startswith("precedent.")]
    if note.phrase == "notes.interval":
        return any(facts <= set(note.facts) for facts in past)
    if note.phrase == "notes.studies":
        return bool(past)
    return note.phrase != "notes.verdict" or any(section.id == "verdict" for section in sections)


def _settled(article: Article, notes: Sequence[Event], day: Day, voice: Voice) -> Article:
    """The article with the time that it takes to read, and without facts that nothing rests on."""
    sentences = [sentence for section in article.sections for sentence in _said(section)]
    everything = [article.headline, article.standfirst, *article.summary, *sentences, *article.notes]
    dated = narrative.dateline(day, article.edition, everything, voice, article.closed_at)
    timed = replace(article, dateline=dated)
    facts = dict(_facts(timed, day))
    cited = narrative.cited(facts)
    events = {event.id: event for event in (*article.events, *notes)}
    return replace(
        timed,
        facts=facts,
        watch=tuple(point for point in article.watch if _is_named(point, sentences, facts)),
        earlier=outcomes.spoken_of(day, facts.values()),
        events=tuple(event for event in day.events if event.id in events and event.id in cited),
    )


def _facts(article: Article, day: Day) -> Iterator[tuple[str, Fact]]:
    for key in dict.fromkeys(narrative.fact_ids(article)):
        fact = article.facts.get(key) or day.known(key)
        if fact is not None:
            yield key, fact


def _is_named(point: WatchPoint, sentences: Iterable[Sentence], facts: dict[str, Fact]) -> bool:
    """Whether a sentence still says to watch the level."""
    rested = (facts[key] for s in sentences if s.phrase.startswith("watch.") for key in s.facts)
    return any((fact.subject, fact.value) == (point.subject, point.level) for fact in rested)
