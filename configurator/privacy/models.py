"""Who asked by e-mail address for what is kept about them; kept for a day, as long as the link works."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from configurator.database import Model, Owed, new_public_id, utc_now


class DataRequest(Owed, Model):
    """A mail with a link is owed to this address, if anything is kept about it: one mail an hour."""

    __tablename__ = "data_request"

    public_id: Mapped[str] = mapped_column(String(22), unique=True, default=new_public_id)
    """What the mailed link carries, so that no address stands in it, nor in the logs of servers that it passes."""
    email: Mapped[str] = mapped_column(String(254), unique=True)
    language: Mapped[str] = mapped_column(String(8))
    asked_at: Mapped[datetime] = mapped_column(default=utc_now)
