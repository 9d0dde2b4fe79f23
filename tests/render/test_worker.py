"""The render worker: the same pages from a process of its own, and one line where that process fails."""

import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from marketwrap.base.errors import MarketwrapError
from marketwrap.render import worker
from marketwrap.render.worker import Job, Worker
from tests import articles

FORMATS = ("html", "pdf")


def job(**changes: str) -> Job:
    made = Job(articles.article(), articles.lines(), FORMATS, "Smith & Sons", "a4", {"brief.json": b"{}"})
    return replace(made, **changes)  # type: ignore[arg-type]


def gone(process: subprocess.Popen[bytes]) -> bool:
    """Whether a process has ended and been waited for, so that no zombie of it is left."""
    try:
        os.kill(process.pid, 0)
    except ProcessLookupError:
        return True
    return False


@pytest.fixture(scope="module")
def here() -> dict[str, bytes]:
    return worker.HERE.begin(job())()


@pytest.fixture
def running() -> Iterator[list[subprocess.Popen[bytes]]]:
    """Processes that a test has started; they are stopped whatever becomes of it."""
    started: list[subprocess.Popen[bytes]] = []
    yield started
    for process in started:
        process.kill()
        process.communicate()


def fake(running: list[subprocess.Popen[bytes]], program: str, limit: float = 60.0) -> Worker:
    """A worker whose process runs another program."""
    process = worker.start(program)
    assert process is not None
    running.append(process)
    return Worker(process, limit)


def test_a_process_of_its_own_makes_the_same_bytes_as_this_one(here: dict[str, bytes]) -> None:
    with worker.ready(FORMATS, apart=True) as renderer:
        assert renderer.process is not None
        made = renderer.begin(job())()

    assert list(made) == ["brief.html", "brief.pdf"]
    assert made == here
    assert gone(renderer.process)


def test_only_the_formats_asked_for_are_made(here: dict[str, bytes]) -> None:
    assert worker.HERE.begin(replace(job(), formats=("html", "txt")))() == {"brief.html": here["brief.html"]}
    assert worker.HERE.begin(replace(job(), formats=("json", "md")))() == {}


def test_there_is_no_process_for_a_brief_without_pages() -> None:
    with worker.ready(("txt", "md", "json")) as renderer:
        assert renderer.process is None


def test_there_is_no_process_where_weasyprint_is_loaded_already(here: dict[str, bytes]) -> None:
    assert here
    with worker.ready(FORMATS) as renderer:
        assert renderer.process is None


def test_a_worker_that_is_not_used_leaves_neither_process_nor_thread_behind() -> None:
    threads = threading.active_count()
    with pytest.raises(KeyboardInterrupt), worker.ready(FORMATS, apart=True) as renderer:  # noqa: PT012
        process = renderer.process
        raise KeyboardInterrupt

    assert process is not None
    assert gone(process)
    assert threading.active_count() == threads


def test_a_run_that_is_broken_off_while_the_page_is_set_stops_the_process() -> None:
    with pytest.raises(KeyboardInterrupt), worker.ready(FORMATS, apart=True) as renderer:  # noqa: PT012
        process = renderer.process
        renderer.begin(job())
        raise KeyboardInterrupt

    assert process is not None
    assert gone(process)


def test_a_python_that_cannot_be_started_is_done_without(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, here: dict[str, bytes]
) -> None:
    for executable in (str(tmp_path / "no-python"), ""):
        monkeypatch.setattr(sys, "executable", executable)
        with worker.ready(FORMATS, apart=True) as renderer:
            assert renderer.process is None
            assert renderer.begin(job())() == here


def test_a_process_that_ended_before_there_was_a_page_is_done_without(
    running: list[subprocess.Popen[bytes]], here: dict[str, bytes]
) -> None:
    renderer = fake(running, "raise SystemExit(1)")
    running[0].wait()

    assert renderer.begin(job())() == here


def test_a_page_without_an_end_is_one_line(running: list[subprocess.Popen[bytes]]) -> None:
    renderer = fake(running, "import time; time.sleep(600)", limit=0.2)

    with pytest.raises(MarketwrapError) as caught:
        renderer.begin(job())()

    assert str(caught.value) == (
        "the page is not set after 0.2 seconds; brief --format txt,md makes the brief without pages"
    )
    assert running[0].wait() < 0


@pytest.mark.parametrize(
    ("program", "told"),
    [
        ("import os, sys; sys.stdin.read(); os.kill(os.getpid(), 9)", "status -9: it left no message; "),
        ("import sys; sys.stdin.read(); sys.exit('no\\nroom')", "status 1: room; "),
        ("import sys; sys.stdin.read()", "status 0: it left no message; "),
        ("import os, sys; os.read(0, 1); os.close(0); sys.exit(3)", "status 3: it left no message; "),
    ],
)
def test_a_process_that_dies_is_one_line(
    program: str, told: str, running: list[subprocess.Popen[bytes]]
) -> None:
    renderer = fake(running, program)

    with pytest.raises(MarketwrapError, match=told) as caught:
        renderer.begin(job())()

    assert str(caught.value).startswith("the process that sets the page ended with ")
    assert "\n" not in str(caught.value)


def test_an_error_of_the_page_comes_back_as_it_was() -> None:
    with worker.ready(FORMATS, apart=True) as renderer:
        answer = renderer.begin(job(paper="a4 } p { colour: red"))
        with pytest.raises(MarketwrapError, match=r"^brief\.pdf: the page cannot be set: .*colour") as apart:
            answer()
    with pytest.raises(MarketwrapError) as here:
        worker.HERE.begin(job(paper="a4 } p { colour: red"))()

    assert str(apart.value) == str(here.value)


def test_a_worker_in_a_script_needs_no_guard_and_no_terminal(tmp_path: Path, here: dict[str, bytes]) -> None:
    script = tmp_path / "script.py"
    script.write_text(
        "import sys\n"
        "from marketwrap.render import worker\n"
        "from tests.render.test_worker import FORMATS, job\n"
        "with worker.ready(FORMATS, apart=True) as renderer:\n"
        "    made = renderer.begin(job())()\n"
        "print('weasyprint' in sys.modules, sum(map(len, made.values())))\n"
    )
    run = subprocess.run(
        [sys.executable, script],
        env=os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
        start_new_session=True,
    )

    assert (run.returncode, run.stderr) == (0, "")
    assert run.stdout == f"False {sum(map(len, here.values()))}\n"


def test_a_worker_loads_its_libraries_before_it_has_a_job() -> None:
    program = (
        "import sys; from marketwrap.render import worker; worker._load();"
        "print([name in sys.modules for name in ('matplotlib', 'weasyprint')])"
    )
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout == "[True, True]\n"
