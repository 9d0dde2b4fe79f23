"""Which exhibits stand side by side."""

from marketwrap.base.model import Block, Chart, Paragraph, Row, Sentence, Span, Table
from marketwrap.story.arrangement import arranged


def words(length: int = 60) -> Paragraph:
    return Paragraph("topic", (Sentence((Span("x" * length),), "rule", "phrase"),))


def chart(name: str) -> Chart:
    return Chart(name, "line", "Title", Sentence((Span("Alt."),), "rule", "phrase"))


def table(columns: int) -> Table:
    row = Row(Span("Name"), tuple(Span("1") for _ in range(columns - 1)))
    return Table("t", "Caption", tuple("abcdefgh"[:columns]), (row,))


def shape(*blocks: Block) -> list[tuple[str, int]]:
    return [(rank.arrangement, len(rank.blocks)) for rank in arranged(blocks)]


def test_text_alone_stays_text() -> None:
    assert shape(words(), words()) == [("text", 1), ("text", 1)]


def test_two_narrow_exhibits_make_a_pair() -> None:
    assert shape(words(), chart("a"), table(4)) == [("text", 1), ("pair", 2)]


def test_a_single_exhibit_stands_beside_the_text_before_it() -> None:
    text, drawing = words(300), chart("a")

    (rank,) = arranged([text, drawing])

    assert (rank.arrangement, rank.blocks) == ("beside", (drawing, text))


def test_of_three_exhibits_the_first_stands_beside_the_text() -> None:
    assert shape(words(), chart("a"), chart("b"), table(3)) == [("beside", 2), ("pair", 2)]


def test_short_text_before_an_exhibit_draws_in_the_text_after_it() -> None:
    assert shape(words(40), chart("a"), words(40)) == [("beside", 3)]


def test_enough_text_before_an_exhibit_leaves_the_rest_alone() -> None:
    assert shape(words(700), chart("a"), words(40)) == [("beside", 2), ("text", 1)]
    assert shape(words(40), words(700), chart("a")) == [("text", 1), ("beside", 2)]


def test_a_table_of_five_columns_takes_the_width_of_the_page() -> None:
    assert shape(words(), table(5)) == [("text", 1), ("wide", 1)]


def test_an_exhibit_without_text_stands_alone() -> None:
    assert shape(chart("a")) == [("wide", 1)]


def test_no_block_is_lost_and_none_comes_twice() -> None:
    blocks = [words(10 + n) if n % 3 == 0 else chart(str(n)) for n in range(11)]

    shown = [block for rank in arranged(blocks) for block in rank.blocks]

    assert sorted(map(repr, shown)) == sorted(map(repr, blocks))
