"""What the last verification of all orders found."""

from __future__ import annotations

from sqlalchemy import JSON
from sqlalchemy.orm import Mapped, mapped_column

from configurator.daily import DailyRun, last_finished
from configurator.database import Model


class VerificationRun(DailyRun, Model):
    """The verification of one day."""

    __tablename__ = "verification_run"

    faults: Mapped[list[str]] = mapped_column(JSON, default=list)


def last_verification() -> VerificationRun | None:
    """The last one that came to its end."""
    return last_finished(VerificationRun)
