"""Whether a brief that lies in the folder of briefs may be read by everybody."""

import hashlib
from datetime import datetime
from pathlib import Path
from typing import Final

from pydantic import AwareDatetime, BaseModel, Field, ValidationError

APPROVAL: Final = "approval.json"


class _Approval(BaseModel):
    #: SHA-256 by file name
    approved: dict[str, str] = Field(min_length=1)
    at: AwareDatetime


def approved_at(folder: Path) -> datetime | None:
    """When a brief was approved as it lies there; None for a draft, and for one that was changed since.

    Raises OSError when a file cannot be read.
    """
    try:
        approval = _Approval.model_validate_json((folder / APPROVAL).read_bytes())
        kept = all(
            hashlib.sha256((folder / Path(name).name).read_bytes()).hexdigest() == digest
            for name, digest in approval.approved.items()
        )
    except (FileNotFoundError, ValidationError):
        return None
    return approval.at if kept else None
