"""Studies and claims as files: what is read, what is skipped, what is an error of one line."""

import re
from pathlib import Path

import pytest

from marketwrap.base.conditions import write
from marketwrap.base.errors import ConfigError
from marketwrap.metrics import studies
from marketwrap.metrics.panel import Panel
from marketwrap.metrics.precedents import refuse_unknown
from marketwrap.reports import quoted_claims
from tests.builders import TINY, US, history, prices_of

GOOD = """
[quiet]
when = "benchmark.change_1d > -1% and ab.ratio > 0"
outcome = "benchmark"
horizons = [5]
since = 2010-01-04
minimum = 20
hit = "fall"
"""


def file(folder: Path, text: str, name: str = "own.toml") -> Path:
    path = folder / name
    path.write_text(text, "utf-8")
    return path


def test_roles_are_resolved_and_every_field_is_read(tmp_path: Path) -> None:
    (study,) = studies.load((file(tmp_path, GOOD),), TINY)
    assert write(study.when) == "I.change_1d > -0.01 and ab.ratio > 0.0"
    assert (study.id, study.outcome, study.horizons, study.minimum, study.hit) == (
        "quiet",
        "I",
        (5,),
        20,
        "fall",
    )
    assert study.asked(5) == {
        "when": "I.change_1d > -0.01 and ab.ratio > 0.0",
        "horizon": 5,
        "since": "2010-01-04",
        "minimum": 20,
        "hit": "fall",
    }


def test_what_is_not_said_has_a_default(tmp_path: Path) -> None:
    (study,) = studies.load((file(tmp_path, '[a]\nwhen = "A.level > 1"\noutcome = "ab"'),), TINY)
    assert study.asked(20) == {"when": "A.level > 1.0", "horizon": 20}
    assert study.horizons == (1, 5, 20)
    assert study.minimum == 12


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[a", "not valid TOML"),
        ('[a]\nwhen = "A.level > 1"', "a.outcome: "),
        ('[a]\nwhen = "A.level > 1"\noutcome = "A"\nhit = "gain"', "a.hit: "),
        ('[a]\nwhen = "A.level > 1"\noutcome = "A"\nhorizons = [2]', "a.horizons.0: "),
        ('[a]\nwhen = "A.level > 1"\noutcome = "A"\nhorizons = []', "a.horizons: "),
        ('[a]\nwhen = "A.level > 1"\noutcome = "A"\nminimum = 0', "a.minimum: "),
        ('[a]\nwhen = "A.level > 1"\noutcome = "A"\nmimimum = 9', "a.mimimum: "),
        ('[a]\nwhen = "A.level is 1"\noutcome = "A"', "[a]: 'A.level is 1' is not understood"),
        ('[a]\nwhen = "gold.level > 1"\noutcome = "A"', "[a] names gold, which universe tiny does not have"),
        (
            '[a]\nwhen = "A.level > 1"\noutcome = "three"',
            "[a] has the group three as its outcome",
        ),
        ("a = 3", "a: "),
        ("", "it has no study"),
        ("# none yet", "it has no study"),
    ],
)
def test_a_wrong_study_of_the_users_own_is_an_error_of_one_line(tmp_path: Path, text: str, said: str) -> None:
    path = file(tmp_path, text)
    with pytest.raises(ConfigError) as caught:
        studies.load((path,), TINY)
    line = str(caught.value)
    assert said in line
    assert line.startswith(str(path))
    assert "\n" not in line


def test_a_file_that_is_not_there_and_an_id_that_comes_twice_are_errors(tmp_path: Path) -> None:
    path = file(tmp_path, GOOD)
    with pytest.raises(ConfigError, match=r"it cannot be read"):
        studies.load((tmp_path / "none.toml",), TINY)
    with pytest.raises(ConfigError, match=r"\[quiet\] comes twice"):
        studies.load((path, path), TINY)


def test_a_bundled_study_of_what_a_universe_does_not_have_is_skipped() -> None:
    assert {study.outcome for study in studies.bundled(TINY)} == {"I"}
    assert len(studies.bundled(US)) == len(re.findall(r"(?m)^\[", bundled_text()))


def bundled_text() -> str:
    return (Path(studies.__file__).with_name("studies.toml")).read_text("utf-8")


def test_every_bundled_study_asks_for_metrics_that_there_are() -> None:
    panel = Panel(prices_of(history()), US)
    assert len(panel.studies) >= 12
    refuse_unknown(panel, panel.studies)


def test_the_users_own_studies_come_after_the_bundled_ones(tmp_path: Path) -> None:
    own = studies.load((file(tmp_path, GOOD),), TINY)
    made = Panel(prices_of(history()), TINY, own=own)
    assert made.studies == (*studies.bundled(TINY), *own)


def test_a_study_of_the_users_own_takes_the_place_of_a_bundled_one_of_its_name(tmp_path: Path) -> None:
    own = studies.load((file(tmp_path, GOOD.replace("quiet", "five-losses")),), TINY)
    made = Panel(prices_of(history()), TINY, own=own).studies
    assert [study.id for study in made] == [study.id for study in studies.bundled(TINY)]
    assert own[0] in made


# Claims -------------------------------------------------------------------------------------------

CLAIM = """
quote = "It rises."
source = "someone"
share = 0.7
outcome = "A"
when = "B.change_1d >= {threshold}"
thresholds = [0.01, 0.02]
[[readings]]
name = "any day"
[[readings]]
name = "the index down"
when = "benchmark.change_1d < 0 or C.change_1d < 0"
[[periods]]
name = "all"
[[periods]]
name = "of late"
since = 2020-01-02
until = 2024-12-31
"""


def test_every_combination_of_a_claim_is_a_study() -> None:
    asked = quoted_claims.asked(quoted_claims.read(CLAIM, "it"), TINY, "it")
    assert [(a.threshold, a.reading.name, a.period.name) for a in asked[:3]] == [
        (0.01, "any day", "all"),
        (0.02, "any day", "all"),
        (0.01, "the index down", "all"),
    ]
    assert len(asked) == 8
    assert write(asked[7].study.when) == "B.change_1d >= 0.02 and (I.change_1d < 0.0 or C.change_1d < 0.0)"
    assert asked[7].study.since is not None


def test_a_threshold_may_be_written_as_a_fall_in_percent_beside_an_equal_number() -> None:
    text = CLAIM.replace("B.change_1d >= {threshold}", "A.change_1d < 0.01 and B.change_1d <= -{threshold}%")
    asked = quoted_claims.asked(quoted_claims.read(text, "it"), TINY, "it")
    assert [write(a.bound) for a in asked[:2]] == ["B.change_1d <= -0.0001", "B.change_1d <= -0.0002"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("share = 0.7", "share = 70", "it: share: "),
        ("{threshold}", "0.01", "when has no {threshold}"),
        ("thresholds = [0.01, 0.02]", "thresholds = []", "it: thresholds: "),
        ("thresholds = [0.01, 0.02]", "thresholds = [0.01, 0.01]", "it: a threshold comes twice"),
        ('"the index down"', '"any day"', "it: a reading comes twice"),
        ('"of late"', '"all"', "it: a period comes twice"),
        ("2024-12-31", "2019-12-31", "it: period of late ends before it begins"),
        ('outcome = "A"', 'outcome = "gold"', "names gold, which universe tiny does not have"),
        ('quote = "It rises."', "quote = 3", "it: quote: "),
        ('quote = "It rises."', "quote", "not valid TOML"),
    ],
)
def test_a_wrong_claim_is_an_error_of_one_line(old: str, new: str, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        quoted_claims.asked(quoted_claims.read(CLAIM.replace(old, new), "it"), TINY, "it")
    assert said in str(caught.value)


def test_a_claim_is_found_by_its_bundled_name_or_its_path(tmp_path: Path) -> None:
    assert quoted_claims.load(str(file(tmp_path, CLAIM))).source == "someone"
    for name in quoted_claims.bundled():
        quoted_claims.asked(quoted_claims.load(name), US, name)
    with pytest.raises(ConfigError, match=r"^nowhere: no such claim; give a TOML file or one of: "):
        quoted_claims.load("nowhere")
