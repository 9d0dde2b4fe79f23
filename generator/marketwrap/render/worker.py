"""The render worker: sets charts, page and PDF in a second process, while the first still reads and measures.

Loading matplotlib and WeasyPrint takes as long as everything that the first process does until it has an
article. The second process is Python started anew, with pipes to it: nothing is forked, no lock or semaphore
outlives it, and it ends by itself when the first one is gone.
"""

import gc
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import Callable, Collection, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import BinaryIO, Final

from marketwrap.base.errors import MarketwrapError
from marketwrap.base.model import Article
from marketwrap.base.templates import Own, in_force, using
from marketwrap.story.arrangement import LineData

Made = dict[str, bytes]

#: seconds for one brief, which takes less than one; WeasyPrint has had layouts without an end
LIMIT: Final = 120.0
PAGES: Final = frozenset({"html", "pdf"})
#: what the second process runs; it finds modules where this one does
_PROGRAM: Final = "import sys; sys.path[:] = {path!r}; from marketwrap.render import worker; worker.work()"


@dataclass(frozen=True)
class Job:
    """What is to be set: ``lines`` are the data of line charts, ``attached`` goes into the PDF."""

    article: Article
    lines: Mapping[str, LineData]
    formats: tuple[str, ...]
    publisher: str
    paper: str
    attached: Mapping[str, bytes]
    #: of the words around the article; empty for the article's own
    language: str = ""
    #: in force where the job was made; another process does not know of them
    templates: Own = field(default_factory=in_force)


@dataclass(frozen=True)
class Worker:
    """Sets one brief: in this process, or in one of its own with a thread here that waits for it."""

    process: subprocess.Popen[bytes] | None = None
    limit: float = LIMIT
    waiting: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "render"))

    def begin(self, job: Job) -> Callable[[], Made]:
        """Set the pages of a job while the caller does something else; a call of the answer waits for them.

        The answer raises MarketwrapError where the page cannot be set, takes longer than the limit, or
        its process dies. A process that is gone already is done without.
        """
        process = self.process
        if process is None or process.poll() is not None:
            return lambda: render_all(job)
        return self.waiting.submit(_ask, process, pickle.dumps(job), self.limit).result


#: does everything in this process
HERE: Final = Worker()


@contextmanager
def ready(formats: Collection[str], limit: float = LIMIT, *, apart: bool | None = None) -> Iterator[Worker]:
    """A worker for some formats, with a process of its own where that saves time.

    It saves none for text, on a single core, and where WeasyPrint has been loaded already; ``apart``
    decides it instead. Where no process can be started, the work is done in this one.
    """
    if apart is None:
        apart = _saves_time(formats)
    process = start(_PROGRAM.format(path=list(map(str, sys.path)))) if apart else None
    worker = Worker(process, limit)
    try:
        yield worker
    finally:
        if process is not None:
            stop(worker, process)


def render_all(job: Job) -> Made:
    """The documents of a job by file name; the same bytes in either process."""
    made: Made = {}
    if PAGES.isdisjoint(job.formats):
        return made
    # slow to load, which is why there is a worker
    from marketwrap.render import charts, documents  # noqa: PLC0415

    with using(job.templates):
        drawn = charts.draw(job.article, job.lines, job.language)
        page = partial(
            documents.html, job.article, drawn, job.language, publisher=job.publisher, paper=job.paper
        )
        if "html" in job.formats:
            made["brief.html"] = page().encode()
        if "pdf" in job.formats:
            made["brief.pdf"] = documents.pdf(page(bare=True), job.article, job.attached)
    return made


# -- the first process -------------------------------------------------------------------------


def _saves_time(formats: Collection[str]) -> bool:
    loaded = "weasyprint" in sys.modules
    return os.name == "posix" and not PAGES.isdisjoint(formats) and cores() > 1 and not loaded


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def start(program: str) -> subprocess.Popen[bytes] | None:
    """Start the running Python anew, with pipes to it; None where that cannot be."""
    # in a bundle that carries its own Python, that file is the bundle
    if not sys.executable or getattr(sys, "frozen", False):
        return None
    pipe = subprocess.PIPE
    try:
        return subprocess.Popen([sys.executable, "-c", program], stdin=pipe, stdout=pipe, stderr=pipe)  # noqa: S603
    except OSError:
        return None


def stop(worker: Worker, process: subprocess.Popen[bytes]) -> None:
    """End a worker's process, whatever it is doing, and leave nothing of it behind."""
    process.kill()
    # its thread reads to the end of the pipes, which now comes
    worker.waiting.shutdown()
    process.communicate()


def _ask(process: subprocess.Popen[bytes], job: bytes, limit: float) -> Made:
    """Send a job, wait for its answer."""
    try:
        answer, said = process.communicate(job, timeout=limit)
    except subprocess.TimeoutExpired:
        process.kill()
        what = f"the page is not set after {limit:g} seconds"
        raise MarketwrapError(what, remedy="brief --format txt,md makes the brief without pages") from None
    complaint = said.decode("utf-8", "replace").strip()
    if process.returncode or not answer:
        last = complaint.rpartition("\n")[2] or "it left no message"
        what = f"the process that sets the page ended with status {process.returncode}: {last}"
        raise MarketwrapError(what, remedy="run it again, or with --format txt,md for a brief without pages")
    if complaint:
        sys.stderr.write(f"{complaint}\n")
    made: Made | _Failure = pickle.loads(answer)  # noqa: S301  # our own process
    if isinstance(made, _Failure):
        raise made.kind(made.what, where=made.where, remedy=made.remedy)
    return made


# -- the second process ------------------------------------------------------------------------


@dataclass(frozen=True)
class _Failure:
    """An error on its way back; exceptions with keywords cannot be pickled."""

    kind: type[MarketwrapError]
    what: str
    where: str
    remedy: str


def work() -> None:
    """What the second process does: load, wait for one job, answer, end."""
    answers = _own_output()
    # the first process gets the keyboard's interrupt too, and stops this one
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _load()
    job = sys.stdin.buffer.read()
    if not job:
        return
    # this must not outlive the first process, whatever becomes of that
    signal.alarm(round(LIMIT) + 1)
    answers.write(pickle.dumps(_answer(pickle.loads(job))))  # noqa: S301  # from our own process
    answers.flush()
    # nothing is left to do, and taking the libraries down takes time
    os._exit(0)


def _own_output() -> BinaryIO:
    """Standard output for answers alone; what libraries print goes to the complaints."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return answers


def _load() -> None:
    """Load the libraries, while there is time."""
    # a process that sets one page and ends has no use for looking for garbage again and again
    gc.disable()
    from marketwrap.render import charts, pdf  # noqa: F401, PLC0415


def _answer(job: Job) -> Made | _Failure:
    try:
        return render_all(job)
    except MarketwrapError as error:
        return _Failure(type(error), error.what, error.where, error.remedy)
