"""What stands at the top: headline, standfirst and bullets, from the strongest findings in their order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from marketwrap.base.model import Fact, Finding, Sentence, Span
from marketwrap.language.voice import Voice
from marketwrap.rules import newsworthiness
from marketwrap.rules.milestones import JOINT
from marketwrap.rules.reports import RELEASES
from marketwrap.story.plan import DEPTHS, TOP, Story

#: characters of a headline of two findings, or with an event, and of a standfirst, at the most
HEADLINE, WITH_EVENT, STANDFIRST = 104, 130, 190
#: the second finding of a headline is at least this newsworthy, and this part of the first
SECOND, PART = 0.3, 0.45
#: what is told of the headline's own subject counts for less in the standfirst
MORE = 0.6
#: … and what is told of another in the headline's words: "the Dow's largest loss, too"
SAME = 0.6
#: milestones whose headline has the size of the move, or is the news whatever that is
SIZED: Final = (
    "milestones.largest",
    "milestones.record",
    "milestones.round",
    "milestones.correction",
    "milestones.bear",
    "milestones.bull",
    "milestones.highest",
    "milestones.lowest",
)
#: what stands in a standfirst and in bullets is at least this newsworthy
BELOW, BULLET = 0.24, 0.24
#: … and what is told in it where nothing else is news, at any length
SPARE: Final = ("standing", "sectors")
#: what is told of more than the day
OF_PERIOD: Final = "periods."
#: the moves of indexes without a milestone
PLAIN: Final = ("moves.index", "moves.index_short")
#: findings on parts of the market, which the market itself goes before
PARTS: Final = ("sectors.rose", "sectors.fell", "sectors.all_", "regions.")
#: where the market stands, and energy beside crude, are no news of the day
STANDFIRST_ONLY: Final = ("standing.", "drivers.")
#: topics of the paragraph right below the bullets, which need not repeat it
FIRST: Final = ("lead", "indexes", "milestones")
#: … which are told at the top from this on: where all went one way, say
OF_PARTS = 0.32
#: kinds of spans that are numbers to a reader
_NUMBERS: Final = ("number", "count", "date")


@dataclass(frozen=True)
class Top:
    """The top of an article; ``lead`` is what its first paragraph begins with."""

    headline: Sentence
    standfirst: Sentence
    summary: tuple[Sentence, ...]
    lead: Finding | None
    #: what headline and standfirst tell
    told: tuple[Finding, ...]


def top(story: Story, kept: Sequence[Finding], voice: Voice) -> Top:
    """Headline, standfirst and bullets of a story."""
    return _Writer(story, kept, voice).top()


class _Writer:
    def __init__(self, story: Story, kept: Sequence[Finding], voice: Voice) -> None:
        self.story, self.kept, self.voice = story, kept, voice
        self.printed: set[str] = set()
        self.told: list[Finding] = []
        #: ids of the facts that headline and standfirst print
        self.said: set[str] = set()
        #: what may stand below the headline and what may head the article, the strongest first
        self.below = sorted((f for f in kept if voice.knows(self._heading(f))), key=lambda f: -f.news)
        self.heads = [finding for finding in self.below if not finding.phrase.startswith(STANDFIRST_ONLY)]

    def top(self) -> Top:
        self.voice.all_said()
        self.voice.in_headlines = True
        headline = self._headline()
        lead = next(iter(self.told), None)
        lead = None if lead is None or lead.topic == TOP else lead
        standfirst = self._standfirst()
        told = tuple(self.told)
        return Top(headline, standfirst, tuple(self._bullets()), lead, told)

    # Headline

    def _headline(self) -> Sentence:
        event = next((f for f in self.kept if f.topic == "lead" and self.voice.knows(_ending(f))), None)
        if event is not None and (sentence := self._with_event(event)):
            return sentence
        if not self.heads:
            return self._plain("headline.plain")
        lead = self._lead()
        if both := self._beside_market(lead):
            return both
        first = self._clause(lead)
        self._tells(lead, first)
        second = self._second(lead, first)
        return _put_together(first, *second) if second else first

    def _lead(self) -> Finding:
        """The strongest finding; the market before its parts, and before an index with less of the same."""
        lead, market = self.heads[0], self._market()
        if market is None or lead.phrase.startswith(PARTS):
            return market or lead
        of_index = lead.topic == "indexes" and lead.heading == market.heading
        same = of_index and lead.tail and market.tail and market.tail.news > lead.tail.news
        return market if same else lead

    def _market(self) -> Finding | None:
        """The finding on what the market did."""
        benchmark = self.story.day.role("benchmark")
        return next((f for f in self.heads if f.topic == "indexes" and benchmark in _subjects(f)), None)

    def _beside_market(self, lead: Finding) -> Sentence | None:
        """An index that did what the market did shares its verb: "Nasdaq rises 2.3% and S&P 500 1.8%"."""
        market = self._market() or lead
        found = [self._headed(f) for f in (lead, market)]
        moves = [move for f in found if f.phrase in PLAIN and isinstance(move := f.roles.get("move"), Fact)]
        if market == lead or len(moves) < len(found) or moves[0].number * moves[1].number < 0:
            return None
        told = replace(found[0], phrase="moves.indexes", roles={"moves": tuple(moves)})
        sentence = self.voice.sentence(told, "headline.moves_indexes")
        for finding in (lead, market):
            self._tells(finding, sentence)
        return replace(sentence, facts=_printed(sentence))

    def _with_event(self, event: Finding) -> Sentence | None:
        """What happened to what the event is about, else to the market, and the event."""
        market = self.story.day.fact(self.story.day.role("benchmark"), "change_1d")
        moves = (event.roles.get("move", market), market)
        about = [f for move in moves for f in self.heads if f.roles.get("move") == move and f.topic != "lead"]
        ending = self.voice.sentence(event, _ending(event), capital=False)
        told = [f for f in about if f.heading.startswith(SIZED)]
        for finding in [*told, *(replace(f, tail=None) for f in about if f.tail), *about]:
            if not self.voice.knows(self._heading(finding)):
                continue
            clause = self._clause(finding)
            if len(clause.text) + len(ending.text) < WITH_EVENT:
                self._tells(finding, clause)
                self.told.insert(0, event)
                apart = event.phrase.endswith("_as")
                return _put_together(clause, "; " if apart else ", " if "," in clause.text else " ", ending)
        return None

    def _second(self, lead: Finding, first: Sentence) -> tuple[str, Sentence] | None:
        """What joins a headline: what the market did where it is not the lead, else the next news."""
        market = self.story.day.role("benchmark")
        others = [f for f in self.heads if f != lead and _subjects(f).isdisjoint(_subjects(lead))]
        of_market = [f for f in others if market in _subjects(f) and f.topic in ("indexes", TOP)]
        strong = [
            f
            for f in others
            if f.news >= max(SECOND, PART * lead.news) or (lead != self.heads[0] and f == self.heads[0])
        ]
        led_by_market = market in _subjects(lead) or _subjects(lead) & set(self.story.day.universe.groups)
        plain = [replace(f, tail=None) for f in of_market]
        for finding in [*([] if led_by_market else [*of_market, *plain]), *strong]:
            if not self.voice.knows(self._heading(finding)) or self._is_joint_of_told(finding):
                continue
            if finding.topic == "indexes" and self._is_the_same(lead, finding):
                continue
            clause = self._clause(finding, capital=False)
            link = self._link(lead, finding, first, clause)
            if len(first.text) + len(link) + len(clause.text) <= HEADLINE and (
                _parted(lead) or self._is_new(clause)
            ):
                self._tells(finding, clause)
                return link, clause
        return None

    def _is_the_same(self, lead: Finding, other: Finding) -> bool:
        """Whether the lead's news is told of another index: its milestone, or that it moved."""
        plain = {self._headed(lead).phrase, self._headed(other).phrase} <= set(PLAIN)
        return other.heading == lead.heading or plain

    def _link(self, lead: Finding, other: Finding, first: Sentence, second: Sentence) -> str:
        if "," in first.text or "," in second.text or lead.phrase.startswith(OF_PERIOD):
            return self.voice.text("headline.join")
        return self.voice.text("headline.join_as" if _way(lead) * _way(other) >= 0 else "headline.join_while")

    # Standfirst and bullets

    def _standfirst(self) -> Sentence:
        self.voice.in_headlines = False
        self.voice.new_paragraph()
        said: list[Sentence] = self._event_alone()
        headed = set[str]().union(*map(_subjects, self.told))
        # what else there is to tell of comes before more of the same
        below: set[str] = set()
        kinds = {f.heading for f in self.told}

        def weight(finding: Finding) -> float:
            less = MORE if _subjects(finding) & headed else 1.0
            return finding.news * (SAME if finding.heading in kinds else less)

        for finding in sorted(self.below, key=weight, reverse=True):
            told = self._is_told(finding) or _subjects(finding) & below
            least = OF_PARTS if finding.phrase.startswith(PARTS) else BELOW
            if finding.news < least or told or len(said) == 2:
                continue
            clause = self._clause(finding)
            length = sum(len(s.text) + 2 for s in (*said, clause))
            if length <= STANDFIRST and self._is_new(clause):
                self._tells(finding, clause)
                said.append(clause)
                below |= _subjects(finding)
        if not said:
            return self._spare()
        whole = said[0]
        for sentence in said[1:]:
            whole = _put_together(whole, f"{self.voice.text('headline.stop')} ", sentence)
        return self._stopped(whole)

    def _stopped(self, clause: Sentence) -> Sentence:
        return replace(clause, spans=(*clause.spans, Span(self.voice.text("headline.stop"))))

    def _event_alone(self) -> list[Sentence]:
        """The desk's lead where the headline had no room for it."""
        event = next((f for f in self.kept if f.topic == "lead" and "clause" in f.roles), None)
        if event is None or event in self.told:
            return []
        sentence = self.voice.sentence(event, "lead.alone")
        self._tells(event, sentence)
        return [sentence]

    def _spare(self) -> Sentence:
        """A sentence of the article where nothing else is news."""
        rest = sorted((f for f in self.story.findings if f.topic in SPARE), key=lambda f: -f.news)
        for finding in rest:
            if self._is_told(finding):
                continue
            known = self.voice.knows(self._heading(finding))
            sentence = self._clause(finding) if known else self.voice.sentence(finding)
            if self._is_new(sentence):
                self._tells(finding, sentence)
                return self._stopped(sentence) if known else sentence
        return self._plain("standfirst.plain")

    def _bullets(self) -> Iterator[Sentence]:
        if self.story.edition == "morning":  # it is a page without them, and says each thing once
            return
        self.voice.new_paragraph()
        most = DEPTHS[self.story.length].bullets
        found = 0
        for finding in sorted(self.kept, key=lambda f: -f.news):
            key = _bullet(finding)
            if found == most or finding.news < BULLET:
                return
            weak = finding.phrase.startswith(PARTS) and finding.news < OF_PARTS
            if finding.topic in FIRST or weak or self._is_told(finding) or not self.voice.knows(key):
                continue
            before = self.voice.memory()
            sentence = self.voice.sentence(finding, key)
            if self._is_new(sentence):
                self._tells(finding, sentence)
                found += 1
                yield sentence
            else:
                self.voice.forget(before)

    # What was told

    def _headed(self, finding: Finding) -> Finding:
        """What of a finding heads an article: its milestone, or its move where that is more news."""
        tail, move = finding.tail, finding.roles.get("move")
        if tail is None or not self.voice.knows(_key(tail.phrase)):
            return replace(finding, tail=None)
        if isinstance(move, Fact) and not tail.phrase.startswith(SIZED):
            by_itself = newsworthiness.of_move(self.story.day, move)
        else:
            by_itself = 0.0
        return replace(finding, tail=None) if by_itself > tail.news else replace(tail, rule=finding.rule)

    def _heading(self, finding: Finding) -> str:
        """The phrase that heads an article with a finding."""
        return _key(self._headed(finding).phrase)

    def _clause(self, finding: Finding, *, capital: bool = True) -> Sentence:
        bare = self._headed(finding)
        begins = bare.roles.get("begins")
        if isinstance(begins, Fact) and begins.id in self.said:  # "in the week" is said once
            bare = replace(bare, roles={role: of for role, of in bare.roles.items() if of != begins})
        sentence = self.voice.sentence(bare, _key(bare.phrase), capital=capital)
        return replace(sentence, facts=_printed(sentence))

    def _plain(self, phrase: str) -> Sentence:
        day = self.story.day
        roles = {
            "level": day.fact(day.role("benchmark"), "level"),
            "session": day.fact("brief", "session_date"),
        }
        present = {name: fact for name, fact in roles.items() if fact is not None}
        return self.voice.worded("top.plain", phrase, present)

    def _tells(self, finding: Finding, sentence: Sentence) -> None:
        self.told.append(finding)
        self.said |= set(_printed(sentence))
        self.printed |= _numbers(sentence)

    def _is_told(self, finding: Finding) -> bool:
        same = any(f.heading == finding.heading and _subjects(f) == _subjects(finding) for f in self.told)
        return same or self._is_joint_of_told(finding)

    def _is_joint_of_told(self, finding: Finding) -> bool:
        """Whether the finding is one of several that were told together, or the other way round."""
        for told in self.told:
            if JOINT.get(finding.heading) == told.heading and _subjects(finding) <= _subjects(told):
                return True
            if JOINT.get(told.heading) == finding.heading:
                return True
        return False

    def _is_new(self, sentence: Sentence) -> bool:
        """Whether a sentence repeats no number."""
        return _numbers(sentence).isdisjoint(self.printed)


def _key(phrase: str) -> str:
    return f"headline.{phrase.replace('.', '_')}"


def _ending(event: Finding) -> str:
    """How an event ends a headline; a release without a clause by its name."""
    _, _, way = event.phrase.partition(".lead_")
    return "lead.release" if event.phrase in RELEASES else f"lead.{way or event.phrase}"


def _bullet(finding: Finding) -> str:
    return f"summary.{finding.phrase.replace('.', '_')}"


def _parted(finding: Finding) -> bool:
    """Whether a finding sets the average stock against the market, whose moves may print alike."""
    return finding.phrase.startswith("breadth.parted")


def _subjects(finding: Finding) -> set[str]:
    """What a finding is about: the instruments of its moves, else the subject of its first fact."""
    moves = finding.roles.get("move") or finding.roles.get("moves")
    facts = (moves,) if isinstance(moves, Fact) else moves or finding.facts[:1]
    return {fact.subject for fact in facts}


def _way(finding: Finding) -> float:
    """Up or down, 0 where it is neither: by the move, of parts by what most of them did."""
    if finding.phrase.startswith(PARTS):
        return 1.0 if finding.phrase.endswith("rose") else -1.0
    move = finding.roles.get("move") or next(iter(finding.facts), None)
    return move.number if isinstance(move, Fact) and move.unit == "percent" else 0.0


def _numbers(sentence: Sentence) -> set[str]:
    """The numbers that a reader sees, as they are printed."""
    return {
        span.text for span in sentence.spans if span.kind in _NUMBERS and any(map(str.isdigit, span.text))
    }


def _printed(sentence: Sentence) -> tuple[str, ...]:
    return tuple(dict.fromkeys(span.fact for span in sentence.spans if span.fact))


def _put_together(first: Sentence, between: str, second: Sentence) -> Sentence:
    spans = (*first.spans, *((Span(between),) if between else ()), *second.spans)
    facts = tuple(dict.fromkeys((*first.facts, *second.facts)))
    return Sentence(spans, first.rule, first.phrase, facts)
