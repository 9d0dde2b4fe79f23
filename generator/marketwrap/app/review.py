"""What people do to a brief before it goes out: read it, strike, note, approve."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from marketwrap import check
from marketwrap.app import pipeline
from marketwrap.app.pipeline import Checked
from marketwrap.base import disk
from marketwrap.base.errors import CheckFailed, ConfigError
from marketwrap.base.model import Article, Edition
from marketwrap.base.settings import FORMATS, Settings
from marketwrap.base.version import __version__
from marketwrap.check import Report, recompute
from marketwrap.delivery import approval, revision
from marketwrap.delivery.approval import Approval, Approved
from marketwrap.facts import Day
from marketwrap.formats import briefjson
from marketwrap.render import worker
from marketwrap.story import editions


@dataclass(frozen=True, slots=True)
class Signed:
    """A brief that has been approved."""

    folder: Path
    approval: Approval
    #: false where the same reviewer had approved the very same files before
    new: bool


def folder_of(settings: Settings, edition: Edition, day: date) -> Path:
    """The folder of a brief that was made. Raises ConfigError when there is none."""
    folder = settings.out / editions.named_for(edition, day)
    if not (folder / briefjson.NAME).is_file():
        raise ConfigError(
            "there is no brief here", where=str(folder), remedy="make it first: marketwrap brief"
        )
    return folder


def formats(folder: Path) -> tuple[str, ...]:
    """The formats that a brief has."""
    return tuple(ending for ending in FORMATS if (folder / f"brief.{ending}").is_file())


def approve(
    folder: Path, reviewer: str, settings: Settings, now: datetime, renderer: worker.Worker = worker.HERE
) -> Signed:
    """Let a brief go out: it is checked as it was read, and set again with who reviewed it in its byline.

    ``approval.json`` then holds the hashes of both. Whoever approves a second time changes nothing; another
    reviewer's name is refused while the first approval holds. Raises CheckFailed for a draft that does not
    pass its check, ConfigError for a name that cannot be printed.
    """
    name = approval.reviewer_of(reviewer)
    if (standing := _standing(folder, name)) is not None:
        return Signed(folder, standing, new=False)
    read = approval.gather(folder)
    documents = {key: content for key, content in read.items() if key.startswith("brief.")}
    check.require(
        recompute.examine_files(documents, read, settings, folder), "nothing was approved; make it again"
    )
    done = pipeline.revise(
        read,
        settings,
        lambda article, day: _bylined(article, settings, day.language, name),
        renderer=renderer,
    )
    made = approval.made(
        folder.name, name, now, done.article.headline.text, f"marketwrap {__version__}", read, done.files
    )
    # the approval comes last: were it there before the files, it would be void
    disk.write_all(folder, {**done.files, approval.NAME: approval.dumps(made)})
    return Signed(folder, made, new=True)


def examine(path: Path, settings: Settings) -> Report:
    """Check a brief that was made before; a byline that names a reviewer needs an approval that holds."""
    report = recompute.examine(path, settings)
    doubt = approval.doubt(path, settings.language) if path.is_dir() else None
    return replace(report, problems=(*report.problems, doubt)) if doubt else report


def _standing(folder: Path, name: str) -> Approval | None:
    found = approval.state(folder)
    if not isinstance(found, Approved):
        return None
    if found.reviewer != name:
        raise ConfigError(
            f"{found.reviewer} approved this brief at {found.at:%Y-%m-%d %H:%M} UTC",
            where=str(folder),
            remedy="one name stands in the byline; make or review the brief again to approve it anew",
        )
    return approval.parse((folder / approval.NAME).read_bytes())


def _bylined(article: Article, settings: Settings, language: str, reviewer: str = "") -> Article:
    """The article with who reviewed it, or with nobody, whatever it said before."""
    plain = approval.byline(settings.publisher, language=language)
    if not article.byline.startswith(plain):
        raise ConfigError(
            f"the brief goes out as {article.byline!r}, the settings say {plain!r}",
            where="publisher",
            remedy="give the settings that it was made with, or make it again",
        )
    return replace(article, byline=approval.byline(settings.publisher, reviewer, language))


# Strikes and notes --------------------------------------------------------------------------------


def sheet(folder: Path) -> str:
    """What a reviewer edits. Raises CheckFailed for a ``brief.json`` that cannot be read."""
    return revision.to_text(_article(folder), folder.name)


def review(
    folder: Path, text: str, settings: Settings, desk: str = "", renderer: worker.Worker = worker.HERE
) -> Checked | None:
    """Do what an edited sheet asks for, check the brief again and write it; None when it asks for nothing.

    Notes are those of ``desk``, else of the publisher, else of nobody by name. An approval is void after
    it, and the byline names no reviewer. Raises ConfigError naming the line of the sheet that is wrong,
    CheckFailed when what is left does not pass its check; then nothing was written.
    """
    files, article = approval.gather(folder), _article(folder)
    asked = revision.read(text, article)
    if not asked:
        return None
    notes = revision.events_of(asked, article, recompute.events_in(files), desk or settings.publisher)

    def change(before: Article, day: Day) -> Article:
        return revision.apply(_bylined(before, settings, day.language), asked, notes, day)

    done = pipeline.revise(files, settings, change, notes, renderer)
    disk.write_all(folder, done.files)
    return done


def _article(folder: Path) -> Article:
    path = folder / briefjson.NAME
    try:
        return briefjson.loads(path.read_text("utf-8"), str(path))
    except UnicodeDecodeError as error:
        raise CheckFailed(f"not UTF-8: {error}", where=str(path), remedy="make the brief again") from error
