"""The local store: what a source has answered so far, one file a source and symbol.

Two runs at once do no harm: a file is replaced whole, and the one that comes second merely keeps
what the first has just fetched too. A file that cannot be read is as good as none.
"""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np
import pandas as pd

from marketwrap.base import disk
from marketwrap.market.prices import History

FORMAT = "marketwrap history 1"
#: relative; Yahoo's closes move in the seventh digit from answer to answer, a split by far more
ROUNDING = 1e-5


def path_of(store: Path, source: str, symbol: str) -> Path:
    """Where a symbol is kept. Two symbols never share a name, and none leaves its folder."""
    return store / quote(source, safe="") / f"{quote(symbol, safe='')}.npz"


def load(
    store: Path, source: str, symbol: str, progress: Callable[[str], None] | None = None
) -> History | None:
    """What the store has of a symbol; None when that is nothing, or nothing that can be read."""
    path = path_of(store, source, symbol)
    try:
        history = _of_bytes(path.read_bytes())
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, EOFError, zipfile.BadZipFile) as error:
        if progress:
            progress(f"{path}: damaged ({error}); {symbol} is fetched again")
        return None
    # some file systems do not tell capitals from small letters
    return history if history.symbol == symbol else None


def save(store: Path, source: str, history: History) -> None:
    """Keep a history, in place of what was there. Raises OSError when the store cannot be written."""
    disk.write(path_of(store, source, history.symbol), _to_bytes(history))


def merge(old: History, new: History) -> History | None:
    """Put a new answer over an old one: the new one wins wherever it has a close.

    None when they do not fit and the whole range must be fetched again: they have no session in
    common, or their closes differ by more than rounding (a split has rescaled the past). The last
    old bar may have been unfinished, so it counts only where there is no other in common. An empty
    answer changes nothing.
    """
    if new.bars.empty:
        return old
    if not old.bars.empty and not _fit(_closes(old), _closes(new)):
        return None
    answered = new.bars.index[new.bars["close"].notna()]
    known = old.bars.index[old.bars["close"].notna()].difference(answered)
    bars = pd.concat(
        [part for part in (_without(old.bars, answered), _without(new.bars, known)) if not part.empty]
    )
    return History(
        symbol=new.symbol,
        bars=bars.sort_index(kind="stable"),
        currency=new.currency or old.currency,
        splits={**old.splits, **new.splits},
        last_trade=new.last_trade,
        period_end=new.period_end,
    )


def _closes(history: History) -> pd.Series:
    closes = history.bars["close"].dropna()
    return closes[~closes.index.duplicated(keep="last")]


def _fit(old: pd.Series, new: pd.Series) -> bool:
    common = old.index.intersection(new.index)
    settled = common[common != old.index.max()]
    judged = settled if len(settled) else common
    if judged.empty:
        return False
    return bool(np.allclose(old[judged], new[judged], rtol=ROUNDING, atol=0))


def _without(bars: pd.DataFrame, days: pd.Index) -> pd.DataFrame:
    return bars[~bars.index.isin(days)]


def _to_bytes(history: History) -> bytes:
    header = {
        "format": FORMAT,
        "symbol": history.symbol,
        "columns": list(history.bars.columns),
        "currency": history.currency,
        "splits": {day.isoformat(): ratio for day, ratio in history.splits.items()},
        "last_trade": _iso(history.last_trade),
        "period_end": _iso(history.period_end),
    }
    packed = io.BytesIO()
    np.savez(
        packed,
        header=np.frombuffer(json.dumps(header).encode(), dtype=np.uint8),
        days=history.bars.index.to_numpy().astype("datetime64[D]"),
        bars=history.bars.to_numpy(dtype=float),
    )
    return packed.getvalue()


def _of_bytes(content: bytes) -> History:
    with np.load(io.BytesIO(content), allow_pickle=False) as file:
        header: dict[str, Any] = json.loads(file["header"].tobytes())
        days, bars = file["days"], file["bars"]
    if header["format"] != FORMAT:
        raise ValueError(f"format {header['format']}")
    index = pd.DatetimeIndex(days.astype("datetime64[ns]"), name="date")
    return History(
        symbol=header["symbol"],
        bars=pd.DataFrame(bars, index=index, columns=header["columns"]),
        currency=header["currency"],
        splits={date.fromisoformat(day): ratio for day, ratio in header["splits"].items()},
        last_trade=_moment(header["last_trade"]),
        period_end=_moment(header["period_end"]),
    )


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
