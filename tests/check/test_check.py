"""What is gathered to be checked, and how the outcome is told."""

from pathlib import Path

import pytest

from marketwrap import check
from marketwrap.base.errors import CheckFailed, MarketwrapError
from marketwrap.check.problems import Problem, Report
from tests.check import brief


def write(folder: Path, *names: str) -> None:
    for name in names:
        (folder / name).write_text(brief.texts()[name], "utf-8")


def test_a_folder_gives_all_its_documents_and_nothing_else(tmp_path: Path) -> None:
    write(tmp_path, "brief.json", "brief.html", "brief.txt")
    (tmp_path / "brief.css").write_text("", "utf-8")
    (tmp_path / "prices.csv.gz").write_bytes(b"")

    assert sorted(check.gather(tmp_path)) == ["brief.html", "brief.json", "brief.txt"]


def test_a_page_brings_the_json_beside_it(tmp_path: Path) -> None:
    write(tmp_path, "brief.json", "brief.html", "brief.txt")

    assert sorted(check.gather(tmp_path / "brief.html")) == ["brief.html", "brief.json"]


def test_a_page_without_its_json_cannot_be_checked(tmp_path: Path) -> None:
    write(tmp_path, "brief.html")

    report = check.examine(check.gather(tmp_path / "brief.html"), brief.means())

    assert [(p.category, p.detail) for p in report.problems] == [("not checkable", "the facts are missing")]


@pytest.mark.parametrize("name", ["nothing", ""])
def test_nothing_to_check_is_said_in_one_line(tmp_path: Path, name: str) -> None:
    with pytest.raises(MarketwrapError, match="there is no brief here"):
        check.gather(tmp_path / name if name else tmp_path)


def test_a_file_that_is_no_text_is_a_problem_and_no_traceback() -> None:
    report = check.examine({"brief.json": b"\xff\xfe\x00"}, brief.means())

    assert [p.category for p in report.problems] == ["not checkable"]


def test_a_problem_is_one_line() -> None:
    problem = Problem("number", "brief.html", "s12", "1.10%", "1.00%", "^IXIC.change_1d")

    assert problem.line == "number: brief.html s12: found 1.10%, the fact ^IXIC.change_1d is 1.00%"


def test_a_problem_without_a_fact_says_what_was_expected() -> None:
    assert Problem("context", "brief.txt", "s3", "", "a sentence", detail="it is missing").line == (
        "context: brief.txt s3: nothing found, expected a sentence; it is missing"
    )


def test_the_last_line_sums_up() -> None:
    counts = {"numbers": 412, "words": 96, "dates": 31, "facts": 160}

    assert Report((), counts).lines() == ["412 numbers, 96 words, 31 dates, 160 facts: all agree"]
    assert Report((), counts | {"not_recomputed": 4}).summary.endswith(
        "all agree; 4 facts could not be recomputed from this alone"
    )


def test_a_report_is_data_too() -> None:
    report = Report((Problem("tone", "brief.json", "s1", "carnage"),), {"numbers": 1})

    assert report.as_dict() == {
        "passed": False,
        "problems": [
            {
                "category": "tone",
                "document": "brief.json",
                "place": "s1",
                "found": "carnage",
                "expected": "",
                "fact": "",
                "detail": "",
            }
        ],
        "counts": {"numbers": 1},
    }


def test_a_brief_with_problems_fails_with_exit_code_4() -> None:
    report = Report(
        (Problem("tone", "brief.json", "s1", "carnage"), Problem("tone", "brief.json", "s2", "chaos"))
    )

    with pytest.raises(CheckFailed, match=r"found carnage \(and 1 more\)") as caught:
        check.require(report, "make it again")

    assert caught.value.exit_code == 4


def test_a_brief_without_problems_passes() -> None:
    check.require(Report(()), "make it again")
