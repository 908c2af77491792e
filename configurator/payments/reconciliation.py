"""What a reconciliation finds: what was compared, what was mended by the paths of every day, what is left to people."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from configurator.database import db
from configurator.payments.errors import PaymentUnavailableError

log = logging.getLogger(__name__)


@dataclass
class Reconciliation:
    """What was compared (by kind), what was mended, and what people must look into."""

    checked: Counter[str] = field(default_factory=Counter)
    mended: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)

    def mend(self, what: str, mend: Callable[[], object], is_right: Callable[[], bool]) -> None:
        """Run an everyday path, and see whether that was enough."""
        try:
            mend()
        except PaymentUnavailableError:
            raise
        except Exception as fault:
            db.session.rollback()
            log.exception("%s could not be mended", what)
            self.troubles.append(f"{what}: {type(fault).__name__}: {fault}")
            return
        (self.mended if is_right() else self.troubles).append(what)
