"""Where facts become text: phrases are filled, and each number, date and verb keeps its fact.

A phrase is a Jinja string in the ``phrases`` of a language's folder. Its filters print facts:
``{{ index|the }} {{ index|move }}`` gives "the Nasdaq Composite lost 1.00%". A filter leaves a mark
around what it prints, and ``Voice.sentence`` cuts the rendered text at the marks into spans.
"""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from jinja2 import Environment, StrictUndefined, Template, TemplateError, UndefinedError

from marketwrap.base.errors import ConfigError
from marketwrap.base.model import Fact, Finding, Sentence, Span
from marketwrap.base.templates import LANGUAGE
from marketwrap.language.filters import conditions, dates, events, holdings, moves, names, verdict, watch
from marketwrap.language.phrases import phrases
from marketwrap.language.speech import Speech

#: what a phrase is filled with
Roles = Mapping[str, Fact | tuple[Fact, ...]]


class Missing(StrictUndefined):
    """A role that a finding does not fill: false in a condition, an error when printed."""

    __slots__ = ()

    def __bool__(self) -> bool:  # type: ignore[override]  # the parent never returns; this is the point
        return False


class Voice(Speech):
    """Who speaks in one article: fills phrases, and remembers what it has said."""

    def sentence(self, finding: Finding, phrase: str = "", *, capital: bool = True) -> Sentence:
        """A finding in words; ``phrase`` words it by another key (a headline, a bullet).

        One without a ``capital`` stands behind other words.
        """
        key = phrase or finding.phrase
        self.begin_sentence()
        text = self._fill(key, finding.roles)
        if finding.tail and not phrase.startswith("headline."):
            text = f"{text.removesuffix('.')}{self._fill(tail_key(finding.tail), finding.tail.roles)}."
        self.end_sentence()
        facts = tuple(dict.fromkeys(fact.id for fact in finding.facts))
        spans = self.spans(text)
        spans = _capitalised(spans, self.grammar.after_stop) if capital else spans
        return Sentence(spans, finding.rule, key, facts)

    def worded(self, rule: str, phrase: str, roles: Roles, **words: str) -> Sentence:
        """A sentence outside the findings: a note, a caption, an alternative text; ``words`` are plain."""
        facts = tuple(dict.fromkeys(fact.id for fact in Finding(rule, phrase, roles, "", 0.0).facts))
        spans = _capitalised(self.spans(self._fill(phrase, {**roles, **words})), self.grammar.after_stop)
        return Sentence(spans, rule, phrase, facts)

    def plain(self, phrase: str, roles: Roles) -> str:
        """The same as bare text."""
        return "".join(span.text for span in self.spans(self._fill(phrase, roles)))

    def part(self, key: str, roles: Mapping[str, Fact | str]) -> str:
        """A piece of a sentence by a phrase of its own, its marks left in for the whole."""
        return self._fill(key, roles)

    def fits(self, phrase: str, roles: Roles) -> bool:
        """Whether the roles fill a variant of the phrase; nothing is taken as said by asking."""
        before = self.memory()
        try:
            self._fill(phrase, roles)
        except ConfigError:
            return False
        finally:
            self.forget(before)
        return True

    def text(self, key: str, **words: str) -> str:
        """A phrase without roles: a title, a label."""
        return self._fill(key, words)

    def _fill(self, key: str, roles: Mapping[str, Any]) -> str:
        try:
            variants = phrases(self.language)[key]
        except KeyError:
            raise ConfigError(f"no phrase {key}", where=self.language) from None
        if len(variants) == 1 and "{" not in variants[0]:
            return variants[0]  # a label, of which an article has a hundred
        before, fault = self.memory(), ""
        for text in self.in_order(variants):
            try:
                filled = _template(text).render(roles, voice=self) if "{" in text else text
            except UndefinedError as error:  # the market lacks what this variant speaks of; another may do
                self.forget(before)
                fault = fault or str(error)
            except (TemplateError, TypeError, AttributeError) as error:
                raise ConfigError(f"phrase {key} cannot be filled: {error}") from error
            else:
                self.uses_pattern(text)
                return filled
        raise ConfigError(f"phrase {key} cannot be filled: {fault}")


def tail_key(finding: Finding) -> str:
    """The key of the phrase that tells a finding at the end of another's sentence."""
    return f"tail.{finding.phrase.replace('.', '_')}"


def label(key: str, language: str = LANGUAGE, **words: str) -> str:
    """A phrase without roles for whoever writes no article; ``words`` are taken over as they are."""
    return _template(phrases(language)[key][0]).render(words)


def _capitalised(spans: tuple[Span, ...], after_stop: re.Pattern[str]) -> tuple[Span, ...]:
    """The same with a capital at the beginning and after each full stop, which may lie between spans.

    What is taken over as it is stays so: a publisher may begin with a small letter.
    """
    capital = True
    done = []
    for span in spans:
        if span.kind == "text":
            done.append(span)
            capital = False
            continue
        text = span.text
        if ". " in text or "? " in text:
            text = after_stop.sub(lambda match: match[0].upper(), text)
        if capital:
            text = text[:1].upper() + text[1:]
        done.append(span if text == span.text else Span(text, span.fact, span.kind, span.link))
        capital = text.endswith((". ", "? "))
    return tuple(done)


@cache
def _environment() -> Environment:
    # phrases are the project's own or the firm's own text, never a client's or a publisher's;
    # escaping happens once, in the HTML template ("S&P 500" is plain text here)
    environment = Environment(undefined=Missing, autoescape=False)  # noqa: S701
    for module in (names, moves, dates, events, conditions, verdict, watch, holdings):
        environment.filters.update(module.FILTERS)
    return environment


@cache
def _template(text: str) -> Template:
    template = _environment().from_string(text)
    template.globals = dict(template.globals)  # every filling copies them, which takes long for jinja's chain
    return template
