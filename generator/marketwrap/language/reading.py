"""What the check asks of a language: how its numbers, dates and times look to whoever reads them.

Nothing but the check may import this, or the ``reading`` of a language: its eyes are not the writer's hands.
"""

from dataclasses import dataclass

Words = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """How one language is read, which its module has as ``READING``. Its words are in the lexicon.

    Patterns are regular expressions without groups that catch anything.
    """

    #: patterns of dates; {weekday} and {month} stand for the names of the lexicon, {day} for one or two
    #: digits, also as an ordinal, and {year} for four
    dates: Words
    #: patterns of times of day: the hour's digits before all others, then the minute's where there are any
    times: Words
    #: before the decimals of a number, and between its thousands
    decimal: str = "."
    group: str = ","
    #: pattern of what makes an ordinal of figures, behind them
    ordinal: str = r"\."
    #: pattern of the sign of percent, behind a number
    percent: str = r"\s?%"
    #: words that stand before a number in place of its minus: "minus 27"
    minus: Words = ()
    #: whether the sign of a currency stands behind its amount
    currency_behind: bool = False
    #: what a time of day ends with before noon and after it, where the language has twelve hours
    before_noon: Words = ()
    after_noon: Words = ()
    #: months that are dates by themselves only behind one of the words after them
    doubtful_months: Words = ()
    before_months: Words = ()
    #: small letters, as a class of a pattern has them
    letters: str = "a-z"
    #: what may stand before a name, and what makes of one whose something is
    articles: Words = ()
    possessives: Words = ()
    #: words between a comparison and what it is a comparison with: "ahead of the S&P 500"
    before_object: Words = ()
    #: words between a number and the name behind it that it belongs to: "1.18% for the S&P 500"
    before_owner: Words = ()
    #: spans of time by which columns are headed: "1 year"
    spans: Words = ()
