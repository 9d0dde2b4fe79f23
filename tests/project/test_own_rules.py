"""Metrics, rules and phrases of one's own: the page of the docs as a firm would follow it, from outside the package."""

import json
import re
from collections.abc import Mapping
from pathlib import Path

import pytest

import marketwrap
from marketwrap.app import pipeline
from marketwrap.base import templates
from marketwrap.base.errors import ConfigError
from marketwrap.base.settings import Settings
from marketwrap.facts import Day
from marketwrap.language.phrases import phrases
from marketwrap.rules import extensions
from marketwrap.story.editions import EDITIONS
from tests import builders
from tests.builders import SESSION, US
from tests.folders import run, written

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "own-rules.md").read_text("utf-8")
#: of the page's examples: a comment with the file's name
NAMED = dict(re.findall(r"(?ms)^```\w+\n# (house/[\w./-]+)\n(.*?)^```", PAGE))
RULE = """
from marketwrap.rules.rule import Rule
from marketwrap.rules.saying import say


def found(day):
    \"\"\"Always.\"\"\"
    return say("desk.said", "{topic}", 0.9, move=day.fact(day.role("oil"), "change_qtd"))


RULES = (Rule(found, says=("desk.said",)),)
TOPICS = {{"desk": "assets"}}
"""
SAID = 'said = "Our desk saw that {{ move|the }} {{ move|move }}."'


def sentences(folder: Path, files: Mapping[str, str]) -> list[str]:
    """What the rules of an extension say of the sample's session."""
    asked = Settings(extensions=(f"{written(folder, files)}/",))
    with templates.using(templates.of_settings(asked)):
        panel = pipeline.measured(builders.sample().prices, US, asked)
        article = pipeline.write_article(panel, SESSION, asked)
    blocks = [block for section in article.sections for block in section.blocks]
    said = [s for block in blocks for s in getattr(block, "sentences", ())]
    return [sentence.text for sentence in said if sentence.rule.startswith(f"{folder.name}.")]


@pytest.fixture(scope="module")
def firm(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the page was followed, with a brief."""
    folder = tmp_path_factory.mktemp("firm")
    written(folder, {**NAMED, "marketwrap.toml": 'extensions = ["house/"]\nformats = ["html", "txt"]\n'})
    made = run(folder, "brief")
    assert (made.returncode, made.stderr) == (0, "")
    return folder / "output" / "2026-01-14"


def test_the_example_of_the_page_stands_in_a_brief_with_its_number(firm: Path) -> None:
    brief = json.loads((firm / "brief.json").read_text("utf-8"))
    said = [
        sentence
        for section in brief["sections"]
        for block in section["blocks"]
        for sentence in block.get("sentences", ())
        if sentence["rule"] == "house.off_its_high"
    ]
    assert len(said) == 1
    # the close of January 14 and the highest of the 63 sessions that end there, of the sample: 23,471.75 and 23,929.11 of October 29
    assert "".join(span["text"] for span in said[0]["spans"]) == (
        "The Nasdaq is 1.9% below its highest close of a quarter."
    )


def test_a_panel_of_the_library_has_the_metrics_of_ones_own(tmp_path: Path) -> None:
    written(tmp_path, NAMED)
    asked = Settings(extensions=(f"{tmp_path / 'house'}/",))
    prices = marketwrap.read_prices(source="sample", settings=asked)
    table = marketwrap.panel(
        prices, "below_quarter_high", last=SESSION, subjects=US.roles["technology_index"]
    )
    assert table.iloc[-1].round(4).tolist() == [-0.0191]  # 23,471.75 / 23,929.11 - 1


def test_the_check_computes_a_metric_of_ones_own_again(firm: Path) -> None:
    assert run(firm.parents[1], "check", str(firm)).returncode == 0
    text = (firm / "brief.json").read_text("utf-8")
    (value,) = re.findall(r'"metric": "below_quarter_high".*?"value": (-[\d.]+)', text, re.DOTALL)
    (firm.parent / "wrong").mkdir()
    for file in firm.iterdir():
        (firm.parent / "wrong" / file.name).write_bytes(file.read_bytes())
    (firm.parent / "wrong" / "brief.json").write_text(text.replace(value, "-0.0192"), "utf-8")
    checked = run(firm.parents[1], "check", str(firm.parent / "wrong"))
    assert checked.returncode == 4
    assert "computed again from the prices" in checked.stdout


def test_without_the_extension_the_check_names_the_metric_that_it_does_not_know(
    firm: Path, tmp_path: Path
) -> None:
    checked = run(tmp_path, "check", str(firm))
    assert checked.returncode == 4
    assert checked.stdout.splitlines()[0] == (
        "not checkable: brief.json ^IXIC.below_quarter_high: found below_quarter_high; there is no such metric: "
        "give the settings that the brief was made with"
    )


def test_the_rulebook_lists_what_is_of_ones_own_in_chapters_of_their_own(firm: Path) -> None:
    listed = json.loads(run(firm.parents[1], "rules", "--json").stdout)
    chapters = {chapter["chapter"]: chapter for chapter in listed}
    assert list(chapters["house"]["rules"]) == ["house.off_its_high"]
    assert list(chapters["house"]["phrases"]) == ["house.off_its_high"]
    assert list(chapters["further metrics"]["rules"]) == ["below_quarter_high"]


def test_the_page_lists_every_section_and_every_topic() -> None:
    places = PAGE.partition("## Where a finding stands")[2].partition("## The same")[0]
    plans = [part for outline in EDITIONS.values() for part in outline.plan]
    named = {part.id for part in plans} | {t for part in plans for topics in part.paragraphs for t in topics}
    assert [name for name in sorted(named) if not re.search(rf"\b{name}\b", places)] == []


def test_the_test_on_the_page_passes_the_metric_of_the_page_and_no_look_ahead() -> None:
    names: dict[str, object] = {}
    exec(re.findall(r"(?ms)^```python\n(import numpy.*?)^```", PAGE)[0], names)  # noqa: S102  # the project's own page
    exec(NAMED["house/__init__.py"], names)  # noqa: S102
    holds, metric = names["holds"], names["below_quarter_high"]
    assert callable(holds)
    assert holds(metric)
    assert not holds(lambda closes: (closes / closes.iloc[-1]).to_numpy())
    assert not holds(lambda closes: closes.to_numpy())


def test_two_settings_in_one_process_do_not_mix(tmp_path: Path) -> None:
    one = {"__init__.py": RULE.format(topic="desk"), "languages/en-US/phrases/desk.toml": SAID}
    other = {**one, "languages/en-US/phrases/desk.toml": SAID.replace("Our desk", "The desk")}
    said = [
        sentences(tmp_path / "one", one),
        sentences(tmp_path / "two", other),
        sentences(tmp_path / "none", {"__init__.py": ""}),
    ]
    assert [[text[:8] for text in texts] for texts in said] == [["Our desk"], ["The desk"], []]
    assert "desk.said" not in phrases("en")
    with pytest.raises(KeyError):
        Day(builders.sample(), SESSION).fact("^IXIC", "below_quarter_high")


def test_a_package_is_taken_by_its_name_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    written(tmp_path, {"firm_of_a_test/__init__.py": RULE.format(topic="oil")})
    monkeypatch.syspath_prepend(tmp_path)
    (rule,) = extensions.load(["firm_of_a_test"]).rules
    assert rule.name == "firm_of_a_test.found"


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "there is no __init__.py in it"),
        ({"__init__.py": "from . import nothing"}, "it cannot be imported: "),
        ({"__init__.py": "RULES = [print]"}, "RULES has <built-in function print>, which is no Rule"),
        ({"__init__.py": "RULES = 1"}, "RULES is neither a tuple nor a list"),
        ({"__init__.py": "TOPICS = {1: 2}"}, "TOPICS is no mapping by name"),
        (
            {"__init__.py": "from marketwrap.metrics import METRICS"},
            "there is a metric above_average_200 already; give yours another name",
        ),
        (
            {"__init__.py": "from marketwrap.rules import RULES"},
            "there is a rule breadth.equal_run already",
        ),
        ({"__init__.py": RULE.format(topic="olj"), "languages/en-US/phrases/desk.toml": SAID}, "no edition has the topic olj; did you mean oil?"),
        ({"__init__.py": RULE.format(topic="oil")}, "there is no phrase desk.said; write it in languages/en-US/phrases/desk.toml"),
        (
            {"__init__.py": "TOPICS = {'house': 'news'}"},
            "house: there is no section news; give one of session, regions, drivers, assets",
        ),
        ({"__init__.py": "TOPICS = {'oil': 'assets'}"}, "oil: there is such a topic already"),
        ({"__init__.py": "", "languages/en-US/phrases/plan.toml": 'session = "x"'}, "there is a phrase plan.session already"),
    ],
)  # fmt: skip
def test_a_fault_of_an_extension_is_one_line(tmp_path: Path, files: Mapping[str, str], said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        sentences(tmp_path, files)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
