"""English as the check reads it, of all kinds: a reader in London knows what "January 14" is."""

from typing import Final

from marketwrap.language.reading import Reading

READING: Final = Reading(
    dates=(
        r"(?:{weekday},?\s+)?{month}\s+{day}(?:,?\s+{year})?",
        r"(?:{weekday},?\s+)?{day}\s+{month}(?:,?\s+{year})?",
        r"(?:{weekday},?\s+)?{month},?\s+{year}",
    ),
    times=(r"\d{1,2}:\d{2}(?!\d)(?:\s?[ap]\.m\.)?", r"\d{1,2}(?:\.\d{2})?[ap]m\b"),
    ordinal=r"(?:st|nd|rd|th)\b",
    percent="%",
    minus=("minus",),
    before_noon=("a.m.", "am"),
    after_noon=("p.m.", "pm"),
    # more often a verb
    doubtful_months=("May",),
    before_months=("in", "since"),
    articles=("the",),
    possessives=("'s", "’s"),
    before_object=("of", "the", "its", "than", "that", "as", "was", "were"),
    before_owner=("for", "in", "of", "at", "on", "by", "from", "the", "a", "its"),
    spans=("year", "years", "month", "months", "week", "weeks", "day", "days", "session", "sessions"),
)
