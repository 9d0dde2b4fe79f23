"""Templates of one's own: the page of the docs as a firm would follow it, from outside the package."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from marketwrap.app import pipeline
from marketwrap.base import templates
from marketwrap.base.errors import CheckFailed, ConfigError
from marketwrap.base.settings import MailSettings, Settings
from marketwrap.delivery.mail import page
from marketwrap.language.voice import label
from marketwrap.render import documents
from tests import articles
from tests.folders import run, written

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "own-templates.md"
#: of the page's examples: a comment with the file's name, in each of the three languages
NAMED = re.compile(r"(?ms)^```\w+\n(?:\{# |/\* |# )(own-templates/[\w./-]+)[^\n]*\n(.*?)^```")
EXTENDS = '{% extends "bundled/brief.html.jinja" %}\n'


def brief_with(tmp_path: Path, files: Mapping[str, str], *formats: str) -> pipeline.Written:
    own = written(tmp_path / "own", files)
    asked = Settings.model_validate({"out": tmp_path / "out", "formats": formats or ("html",)})
    with templates.using(templates.load(own)):
        return pipeline.run(asked, None)


def test_the_examples_of_the_page_make_a_brief_that_its_check_passes(tmp_path: Path) -> None:
    examples = dict(NAMED.findall(PAGE.read_text("utf-8")))
    assert sorted(examples) == [
        "own-templates/brief.html.jinja",
        "own-templates/languages/en-US/phrases/plan.toml",
        "own-templates/personal-tight.css",
    ]
    written(tmp_path, {**examples, "marketwrap.toml": 'templates = "own-templates"\n'})
    made = run(tmp_path, "brief")
    assert (made.returncode, made.stderr) == (0, "")
    folder = tmp_path / "output" / "2026-01-14"
    page = (folder / "brief.html").read_text("utf-8")
    assert "<p>Example LLC is registered with the authority of its home country.</p>" in page
    assert ">The session in full</h2>" in page
    assert "The session in full\n" in (folder / "brief.txt").read_text("utf-8")
    assert run(tmp_path, "check", str(folder)).returncode == 0


def test_a_brief_with_templates_of_ones_own_does_not_pass_without_them(tmp_path: Path) -> None:
    words = f"{EXTENDS}{{% block colophon %}}{{{{ super() }}}}<p>Example LLC has been registered at home.</p>{{% endblock %}}"
    made = brief_with(tmp_path, {"brief.html.jinja": words})
    checked = run(tmp_path, "check", str(made.folder))
    assert checked.returncode == 4
    assert "it is added" in checked.stdout


def test_two_settings_in_one_process_do_not_mix(tmp_path: Path) -> None:
    one = templates.load(written(tmp_path / "one", {"languages/en-US/phrases/plan.toml": 'session = "One"'}))
    other = templates.load(
        written(tmp_path / "two", {"languages/en-US/phrases/plan.toml": 'session = "Two"'})
    )
    said = []
    for files in (one, other, templates.load(None), one):
        with templates.using(files):
            said.append(label("plan.session"))
    assert said == ["One", "Two", "What happened", "One"]
    assert label("plan.session") == "What happened"


@pytest.mark.parametrize(
    ("printed", "format_"),
    [("<p>Up 12%.</p>", "html"), ("<p>Up {{ 6 * 2 }}%.</p>", "pdf"), ("<p>Since March 3.</p>", "html")],
)
def test_a_number_or_a_date_that_a_template_prints_is_caught(
    tmp_path: Path, printed: str, format_: str
) -> None:
    page = f"{EXTENDS}{{% block masthead %}}{printed}{{{{ super() }}}}{{% endblock %}}"
    with pytest.raises(CheckFailed, match=r"not checkable: brief\.html"):
        brief_with(tmp_path, {"brief.html.jinja": page}, format_)
    assert not (tmp_path / "out").exists()


def test_a_number_that_a_style_sheet_prints_is_caught(tmp_path: Path) -> None:
    style = (templates.template_dir() / "brief.css").read_text("utf-8")
    with pytest.raises(CheckFailed, match=r"brief\.html style: found up 12%"):
        brief_with(tmp_path, {"brief.css": style + '.byline::after { content: "up 12%" }'})


def test_a_brief_of_pdf_alone_has_no_page_beside_it(tmp_path: Path) -> None:
    made = brief_with(
        tmp_path, {"languages/en-US/phrases/plan.toml": 'session = "The session in full"'}, "pdf"
    )
    assert sorted(path.name for path in made.folder.glob("brief.*")) == ["brief.json", "brief.pdf"]


def test_what_the_bundled_templates_say_anew_comes_with_phrases_of_ones_own(tmp_path: Path) -> None:
    own = written(tmp_path, {"languages/en-US/phrases/plan.toml": 'session = "The session in full"'})
    with templates.using(templates.load(own)):
        assert label("plan.session") == "The session in full"
        assert label("plan.drivers") == "Behind the moves"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("breif.css", "no bundled template is called breif.css; did you mean brief.css?"),
        ("languages/en-US/phrases/move.toml", "did you mean languages/en-US/phrases/moves.toml?"),
        ("languages/en-US/tone.toml", "no bundled template is called languages/en-US/tone.toml"),
        ("personal.html.jinja", "no bundled template is called personal.html.jinja"),
    ],
)
def test_a_file_that_takes_the_place_of_none_is_named_with_the_nearest(
    tmp_path: Path, name: str, said: str
) -> None:
    with pytest.raises(ConfigError) as caught:
        templates.load(written(tmp_path, {name: ""}))
    assert said in str(caught.value)


def test_a_folder_that_is_not_there_is_said_to_be_none(tmp_path: Path) -> None:
    written(tmp_path, {"marketwrap.toml": 'templates = "owm"\n'})
    made = run(tmp_path, "brief")
    assert made.returncode == 2
    assert (
        made.stderr
        == "marketwrap: owm: there is no such folder; set templates to a folder of your own files\n"
    )


def test_a_phrase_that_takes_the_place_of_none_is_named_with_the_nearest(tmp_path: Path) -> None:
    own = written(tmp_path, {"languages/en-US/phrases/plan.toml": 'sesion = "The session"'})
    with (
        templates.using(templates.load(own)),
        pytest.raises(ConfigError, match=r"did you mean plan\.session"),
    ):
        label("plan.session")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("{% endfor %}", "Encountered unknown tag 'endfor'"),
        ("{{ headlin.text }}", "'headlin' is undefined"),
        ("{{ 1 + headline.text }}", "unsupported operand"),
        ("{{ headline.__class__ }}", "unsafe"),
        ('{% include "foot.html.jinja" %}', "no template is called foot.html.jinja"),
    ],
)
def test_a_fault_in_a_template_is_told_with_its_file_and_line(tmp_path: Path, line: str, said: str) -> None:
    page = f"{EXTENDS}{{% block masthead %}}\n{line}\n{{% endblock %}}"
    own = templates.load(written(tmp_path, {"brief.html.jinja": page}))
    with templates.using(own), pytest.raises(ConfigError) as caught:
        documents.html(articles.article(), {})
    assert str(caught.value).startswith(f"{tmp_path}/brief.html.jinja, line 3: ")
    assert said in str(caught.value)


def test_a_fault_in_a_template_is_one_line_of_the_command(tmp_path: Path) -> None:
    written(tmp_path, {"own/brief.html.jinja": "{% endfor %}", "marketwrap.toml": 'templates = "own"'})
    made = run(tmp_path, "brief", "--format", "html")
    assert (made.returncode, made.stderr.count("\n")) == (2, 1)
    assert "own/brief.html.jinja, line 1: it cannot be filled in: Encountered unknown tag" in made.stderr


def test_a_mail_without_a_place_for_what_is_a_clients_own_is_refused(tmp_path: Path) -> None:
    own = templates.load(written(tmp_path, {"mail.html.jinja": "<!doctype html>{{ headline.text }}"}))
    mail = MailSettings(host="mail.example.com", sender="Example LLC <brief@example.com>")
    with templates.using(own), pytest.raises(ConfigError, match=r"it prints no \{\{ slot \}\}"):
        page.shared(articles.article(), {}, mail, "")
