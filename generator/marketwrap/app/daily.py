"""``marketwrap daily``: a desk's whole day, unattended, from the close to the last client.

Each start does what is left to do and no more: it may be started twice, again after a crash, or every ten
minutes. What a start finds done it leaves alone, so that a day on which all is well says nothing.
"""

import fcntl
import hashlib
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from marketwrap.app import dispatch, pipeline, schedule
from marketwrap.app.dispatch import Clock, Sending
from marketwrap.app.schedule import Slot
from marketwrap.base import disk
from marketwrap.base.errors import MarketwrapError, Refusal, SourceError
from marketwrap.base.settings import Settings
from marketwrap.delivery import approval, archive, copies, notify, outbox
from marketwrap.delivery.approval import Approved
from marketwrap.delivery.personal import closes
from marketwrap.formats import briefjson
from marketwrap.market import universe as universes
from marketwrap.sources.fetch import Progress
from marketwrap.sources.request import silent

LOCK: Final = "daily.lock"
#: of what the operator has been told, so that it is said once
TOLD: Final = "told"
#: the longest sleep in a piece: a clock that is set, or a machine that slept, is noticed after it
NAP: Final = 60.0
#: before a draft grows old, when it is said once more that it waits
LAST_CALL: Final = timedelta(hours=2)
#: title of a note to the operator
TITLE: Final = "marketwrap"
#: a disk that is full does not say which one it is
UNWRITTEN: Final = "nothing was left half-written; marketwrap doctor tries each folder"


@dataclass(frozen=True, slots=True)
class Start:
    """What one start of ``daily`` works with."""

    settings: Settings
    clock: Clock
    #: takes what a person should know and no address is told of
    note: Progress
    progress: Progress = silent

    @property
    def pause(self) -> timedelta:
        """Between two tries of what may come right by itself."""
        return timedelta(minutes=self.settings.daily.pause)


def run(settings: Settings, clock: Clock, note: Progress, progress: Progress = silent) -> None:
    """Wait for the close, fetch, write, check, send or ask for review, and archive: every edition due.

    Without a session, or with everything done, nothing happens. A second start while the first is at work
    ends at once. ``note`` gets what is no failure and asks for a person, such as a draft that waits for
    review, where ``daily.notify`` names nobody who is told of it; once for each brief. It also gets the
    trouble of further briefs than the first that had any.
    Raises what stopped a brief, after the others have had their turn and the operator was told.
    """
    start = Start(settings, clock, note, progress)
    with _alone(settings.records / LOCK) as alone:
        if not alone:
            return
        troubles = _all_done(start, tuple(_due(start)))
        _prune(settings, clock.now())
    if troubles:
        first, *others = troubles
        for other in others:
            note(str(other))
        raise first


def _due(start: Start) -> Iterator[Slot]:
    calendar = universes.load(start.settings.universe).calendar
    settle = timedelta(minutes=start.settings.daily.settle)
    for edition in start.settings.daily.editions:
        slot = schedule.due(edition, start.clock.now(), calendar, settle)
        if slot is not None:
            yield slot


def _all_done(start: Start, slots: Sequence[Slot]) -> list[MarketwrapError]:
    """Work on every brief, and again on those whose mail is put off while they are worth sending."""
    troubles: list[MarketwrapError] = []
    while slots:
        again: list[Slot] = []
        for slot in slots:
            try:
                outcome = _work(start, slot)
                if outcome and outcome.waits and start.clock.now() + start.pause < slot.expires:
                    again.append(slot)
                elif outcome:
                    outcome.require()
            except MarketwrapError as error:
                troubles.append(_told(start, slot, error))
            except OSError as error:
                where = str(error.filename or slot.brief)
                said = MarketwrapError(error.strerror or str(error), where=where, remedy=UNWRITTEN)
                troubles.append(_told(start, slot, said))
        slots = again
        if slots:
            _wait(start, start.clock.now() + start.pause)
    return troubles


def _work(start: Start, slot: Slot) -> Sending | None:
    """Do what is left to do about one brief; None where nothing was to be sent."""
    settings = start.settings
    if not (settings.out / slot.brief / briefjson.NAME).is_file():
        _wait(start, slot.ready)
        _make(start, slot)
    archive.build(settings)
    if settings.mail is None or settings.clients is None:
        return None
    if settings.review == "required" and not isinstance(approval.state(settings.out / slot.brief), Approved):
        _ask_for_review(start, slot)
        return None
    outcome = dispatch.send(settings, slot, start.clock, progress=start.progress)
    if outcome.warning:
        _note(start, slot, f"{slot.brief}: pages of clients lack prices: {outcome.warning}")
    return outcome


def _ask_for_review(start: Start, slot: Slot) -> None:
    """Say that a draft waits, and once more before it has grown old."""
    last = start.clock.now() > slot.expires - LAST_CALL
    until = f", and grows old at {slot.expires:%H:%M %Z}" if last else ""
    how = dispatch.to_approve(slot)
    _note(start, slot, f"{slot.brief} waits for review{until}; to let it go out: {how}")


def _make(start: Start, slot: Slot) -> None:
    """Write the brief; while the data are late or wrong, try again until patience or its time ends."""
    patience = min(slot.ready + timedelta(minutes=start.settings.daily.patience), slot.expires)
    settings = start.settings.model_copy(update={"edition": slot.edition})
    while True:
        try:
            made = pipeline.run(settings, slot.day, start.clock.now(), start.progress)
        except (SourceError, Refusal):
            if start.clock.now() + start.pause >= patience:
                raise
            _wait(start, start.clock.now() + start.pause)
        else:
            if made.unused:
                _note(start, slot, f"{slot.brief}: unused: {'; '.join(made.unused)}")
            return


def _wait(start: Start, until: datetime) -> None:
    """Sleep until a moment, in short pieces: the clock may be set meanwhile."""
    while (left := (until - start.clock.now()).total_seconds()) > 0:
        start.progress(f"waiting until {until:%H:%M %Z}")
        start.clock.sleep(min(left, NAP))


def _told(start: Start, slot: Slot, error: MarketwrapError) -> MarketwrapError:
    """The error, of which the operator has been told; or one that says that this failed too."""
    try:
        _tell(start, slot, f"{slot.brief}: {error}")
    except MarketwrapError as silent_too:
        return type(error)(f"{error} (and the operator was not told: {silent_too})")
    return error


def _tell(start: Start, slot: Slot, text: str) -> None:
    """Tell the operator, once for each brief and text."""
    if addresses := start.settings.daily.notify:
        _once(start, slot, text, lambda said: notify.tell(addresses, TITLE, said))


def _note(start: Start, slot: Slot, text: str) -> None:
    """The same of what no error says: without an operator's address it is said where errors are."""
    if start.settings.daily.notify:
        _tell(start, slot, text)
    else:
        _once(start, slot, text, start.note)


def _once(start: Start, slot: Slot, text: str, tell: Progress) -> None:
    digest = hashlib.sha256(text.encode()).hexdigest()[:12]
    mark = start.settings.records / TOLD / f"{slot.brief}-{digest}"
    if not mark.exists():
        tell(text)
        disk.write_private(mark, text.encode())


def _prune(settings: Settings, now: datetime) -> None:
    """Let go of what has been kept for as long as the settings say."""
    before = copies.years_from(now, -settings.keep_years)
    copies.prune(settings.records, settings.keep_years, now)
    for name in (TOLD, closes.FOLDER):
        disk.remove_older(settings.records / name, before)
    if settings.mail is not None:
        with outbox.connect(outbox.place_of(settings)) as rows:
            rows.prune(before)


@contextmanager
def _alone(path: Path) -> Iterator[bool]:
    """Whether no other run is at work on this machine; the lock goes with the process, however it ends."""
    disk.make_private(path.parent)
    handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
    finally:
        os.close(handle)
