"""What the docs say is so: commands, options, settings and exit codes exist, and each worked example runs."""

import csv
import doctest
import json
import random
import re
import subprocess
import tomllib
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import typer.main

import marketwrap
from marketwrap import check, cli
from marketwrap import metrics as registry
from marketwrap import rules as judgement
from marketwrap.app import pipeline
from marketwrap.base import errors
from marketwrap.base.meaning import Meaning
from marketwrap.base.settings import Settings
from marketwrap.check import tone
from marketwrap.facts import MEANINGS, Day
from marketwrap.formats import briefjson
from marketwrap.language import voice
from marketwrap.language.phrases import phrases
from marketwrap.market.calendars import sessions
from marketwrap.metrics import extremes, panel, studies
from marketwrap.reports import quoted_claims, rulebook
from marketwrap.rules import moves
from marketwrap.story import editions
from tests import builders
from tests.builders import SESSION, US

ROOT = Path(__file__).parents[2]
README = ROOT / "README.md"
DOCS = ROOT / "docs"
CHECKLISTS = sorted(DOCS.glob("add-a-*.md"))
PAGES = (README, ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted(DOCS.glob("*.md")))


def blocks(page: Path, language: str) -> list[str]:
    """The code blocks of a page in one language, in order."""
    return re.findall(rf"(?ms)^```{language}\n(.*?)^```", page.read_text("utf-8"))


def code(page: Path) -> list[str]:
    """Every line of code on a page, the spans in its prose among them; a shell's comments left out."""
    text = page.read_text("utf-8")
    fenced = [
        line.split("  #")[0] for block in re.findall(r"(?ms)^```.*?^```", text) for line in block.splitlines()
    ]
    return fenced + re.findall(r"(?<!`)`([^`\n]+)`(?!`)", re.sub(r"(?ms)^```.*?^```", "", text))


def run_block(text: str, around: Mapping[str, Any]) -> dict[str, Any]:
    """The names there are after a block was run in a copy of a module."""
    names = dict(around)
    exec(compile(text, "an example of the docs", "exec"), names)  # noqa: S102  # the project's own page
    return names


# What the pages name ------------------------------------------------------------------------------


def commands() -> dict[str, set[str]]:
    """Each command of the program with its options."""
    group = typer.main.get_command(cli.app)
    found = getattr(group, "commands", {})
    return {name: {o for p in command.params for o in (*p.opts, "--help")} for name, command in found.items()}


def test_every_command_and_option_in_the_docs_exists() -> None:
    known = commands()
    # the rulebook is made, and quotes what pages say of the program
    named = [(page.name, line) for page in PAGES if page.stem != "rulebook" for line in code(page)]
    calls = [
        (page, c)
        for page, line in named
        for c in re.findall(r"(?:marketwrap|run\.sh) (?:[a-z]+)\b[^|>;]*", line)
    ]
    assert {"brief", "check", "rules", "universes"} <= {call.split()[1] for _, call in calls}
    for page, call in calls:
        program, command, *rest = call.split()
        if program == "run.sh" and command != "brief":
            continue
        assert command in known, f"{page}: {call}"
        options = {word for word in rest if word.startswith("--")}
        assert options <= known[command], f"{page}: {call}"


def test_the_examples_of_a_study_and_a_claim_can_be_read() -> None:
    study, claim = blocks(DOCS / "precedents.md", "toml")
    assert [made.id for made in studies.read(study, "docs", US)] == ["wide-gap-in-a-falling-market"]
    assert len(quoted_claims.asked(quoted_claims.read(claim, "docs"), US, "docs")) == 16


def test_every_word_of_run_sh_in_the_docs_exists() -> None:
    words = re.findall(r"(?m)^    ([a-z| ]+)\) \"\$@\" ;;$", (ROOT / "run.sh").read_text("utf-8"))[0].split(
        " | "
    )
    asked = {
        word for page in PAGES for line in code(page) for word in re.findall(r"\./run\.sh ([a-z]+)", line)
    }
    assert {"brief", "test", "check", "rulebook"} <= asked <= set(words)


def test_the_first_lines_of_run_sh_name_each_of_its_words() -> None:
    said = subprocess.run([ROOT / "run.sh", "help"], capture_output=True, text=True, check=True).stdout
    text = (ROOT / "run.sh").read_text("utf-8")
    words = re.findall(r"(?m)^    ([a-z| ]+)\) \"\$@\" ;;$", text)[0].split(" | ")
    assert [word for word in words if not re.search(rf"\b{word}\b", said)] == []


def test_the_table_of_exit_codes_is_that_of_the_errors() -> None:
    table = {int(n) for n in re.findall(r"(?m)^\| (\d) \| ", README.read_text("utf-8"))}
    raised = {
        error.exit_code
        for error in vars(errors).values()
        if isinstance(error, type) and issubclass(error, errors.MarketwrapError)
    }
    assert table == {0} | raised
    assert {int(n) for n in re.findall(r"(\d) ", str(cli.app.info.epilog))} == table


def test_the_fact_in_the_readme_is_that_of_the_sample() -> None:
    (text,) = blocks(README, "json")
    shown = json.loads(text)
    facts = json.loads(briefjson.dumps(builders.article(Day(builders.sample(), SESSION))))["facts"]
    assert [fact for fact in facts if fact["id"] == shown["id"]] == [shown]


def test_every_file_that_an_example_begins_with_exists_or_is_the_new_one() -> None:
    named = [re.findall(r"\A# ([\w/]+\.\w+)", block) for page in CHECKLISTS for block in blocks(page, r"\w+")]
    paths = {path for (path,) in filter(None, named)}
    assert {path for path in paths if not (ROOT / path).exists()} == {
        "firm/prices.py",
        *("language.toml", "grammar.py", "reading.py"),
    }


@pytest.mark.parametrize("page", CHECKLISTS, ids=lambda page: page.stem)
def test_a_checklist_fits_on_a_screen(page: Path) -> None:
    # a language's is a questionnaire
    assert len(page.read_text("utf-8").splitlines()) <= (120 if page.stem == "add-a-language" else 45)


def test_the_rulebook_is_that_of_the_rules() -> None:
    is_current = (DOCS / "rulebook.md").read_text("utf-8") == rulebook.markdown()
    assert is_current, "run ./run.sh rulebook"


def test_the_rulebook_has_every_rule_and_every_phrase_once() -> None:
    chapters = tuple(rulebook.chapters())
    assert sum(len(chapter.phrases) for chapter in chapters) == len(phrases("en"))
    named = {name for chapter in chapters for name in chapter.rules}
    assert {rule.name for rule in editions.all_rules()} <= named
    assert all(text for chapter in chapters for text in (chapter.about, *chapter.rules.values()))


# Worked examples ----------------------------------------------------------------------------------


def test_the_examples_of_the_library_print_what_the_page_says(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    session = "\n".join(blocks(DOCS / "api.md", "python"))
    examples = doctest.DocTestParser().get_doctest(session, {}, "api.md", None, 0)
    said: list[str] = []
    result = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(examples, out=said.append)
    assert result.failed == 0, "".join(said)
    assert result.attempted > 20
    run_block(blocks(README, "python")[0], {})  # reads the file that the page has written


def test_the_page_of_the_library_names_all_that_is_promised() -> None:
    text = (DOCS / "api.md").read_text("utf-8")
    assert [name for name in marketwrap.__all__ if not re.search(rf"`(marketwrap\.)?{name}\b", text)] == []


def test_the_example_of_a_metric_gives_a_fact(monkeypatch: pytest.MonkeyPatch) -> None:
    function, line = blocks(DOCS / "add-a-metric.md", "python")
    new = run_block(function, vars(extremes))["above_low_52w"]
    monkeypatch.setattr(extremes, "above_low_52w", new, raising=False)
    entry = run_block(f"entry = (\n{line}\n)", vars(registry))["entry"]
    monkeypatch.setitem(panel._BY_NAME, entry.name, [entry])
    made = builders.panel({"A": [60.0, *[100.0] * 100, 80.0, *[100.0] * 150], "Y": [4.0] * 252})
    today = Day(made, made.sessions[-1])
    fact = today.fact("A", "above_low_52w")
    assert fact is not None
    assert fact.number == pytest.approx(100 / 60 - 1)
    assert fact.unit == "percent"
    assert fact.meaning == Meaning("sign", "distance", "52w", "low")
    assert fact.inputs[0].first == made.sessions[0]
    assert today.fact("Y", "above_low_52w") is None


def test_the_example_of_a_rule_is_found_worded_and_passes_the_check(monkeypatch: pytest.MonkeyPatch) -> None:
    page = DOCS / "add-a-rule.md"
    *_, rule = run_block(blocks(page, "python")[0], vars(moves))["RULES"]
    words = tomllib.loads(blocks(page, "toml")[0])["oil_far_below"]
    known = {**phrases("en"), "moves.oil_far_below": (words,)}
    monkeypatch.setattr(voice, "phrases", lambda _language: known)
    close = replace(editions.CLOSE, rules=(*judgement.RULES, rule))
    monkeypatch.setattr(editions, "EDITIONS", {**editions.EDITIONS, "close": close})
    oil = US.roles["oil"]
    assert rule.find(builders.day({oil: 0.0}, {oil: -0.1})) is None
    today = builders.day({oil: 0.012}, {oil: -0.35})
    article = builders.article(today)
    said = [s.text for _, s in briefjson.sentences(article) if s.rule == "moves.oil_far_below"]
    assert said == ["US crude oil is 40.9% below its highest close in these data."]
    means = check.Means(US, "en", tone.load("en"), MEANINGS, recompute=today.again)
    report = check.examine({"brief.json": briefjson.dumps(article)}, means)
    assert [problem.line for problem in report.problems] == []


def test_the_example_of_a_language_writes_a_brief_that_passes_its_check(tmp_path: Path) -> None:
    page, folder = DOCS / "add-a-language.md", tmp_path / "en-CH"
    folder.mkdir()
    for text in (*blocks(page, "toml"), *blocks(page, "python")):
        (folder / text.splitlines()[0].removeprefix("# ")).write_text(text, "utf-8")
    settings = Settings(language=str(folder), out=tmp_path, formats=("txt", "html"))
    made = pipeline.run(settings, SESSION)
    said = (made.folder / "brief.txt").read_text("utf-8")
    assert made.article.language == "en-CH"
    assert "Wednesday 14 January 2026, 16.00 h ET" in said
    assert "6’926.60" in said


def test_the_example_of_a_universe_has_a_brief_that_passes_the_check(tmp_path: Path) -> None:
    (text,) = blocks(DOCS / "add-a-universe.md", "toml")
    (tmp_path / "de.toml").write_text(text, "utf-8")
    symbols = list(tomllib.loads(text)["instruments"])
    draws = random.Random(7)  # noqa: S311  # no secret
    days = sessions("XETR").between(date(2024, 1, 2), SESSION)
    closes = dict.fromkeys(symbols, 1000.0)
    with (tmp_path / "closes.csv").open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(["Date", *symbols])
        for day in days:
            market = draws.gauss(0, 0.008)
            closes = {s: round(c * (1 + market + draws.gauss(0, 0.006)), 2) for s, c in closes.items()}
            rows.writerow([day.date(), *closes.values()])
    settings = Settings(
        universe=str(tmp_path / "de.toml"), prices=tmp_path / "closes.csv", out=tmp_path, formats=("txt",)
    )
    for session in (day.date() for day in days[-40::13]):
        made = pipeline.run(settings, session)  # a claim that fails the check is an error
        page = (made.folder / "brief.txt").read_text("utf-8")
        assert "DAX" in page
        assert "CET" in made.article.dateline.text or "CEST" in made.article.dateline.text
        assert "How the indexes fared" in page
