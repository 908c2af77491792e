"""What goes wrong on demand: planned by a call under /_stand-in, or drawn from a seed, always written down.

Drawn faults depend on the seed and on how many requests, webhooks or refunds there were before, so that the same run
meets the same faults again, also after a restart.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from configurator.payments.sandbox.store import Transaction

SECONDS = 2.0
"""How long a delay takes, how late a webhook comes, when nothing else is said."""


class Moment(StrEnum):
    """When a fault can strike."""

    REQUEST = "request"
    WEBHOOK = "webhook"
    REFUND = "refund"


class FaultKind(StrEnum):
    DROP_REQUEST = "drop_request"
    """The connection closes before anything is done."""
    DROP_RESPONSE = "drop_response"
    """It is done, and the connection closes without an answer."""
    SERVER_ERROR = "server_error"
    """Answered with 500, nothing done; with an idempotency key that answer is replayed, as Stripe does."""
    SERVER_ERROR_AFTER = "server_error_after"
    """It is done, and answered with 500; the next request with the same key gets the true answer."""
    RATE_LIMIT = "rate_limit"
    DELAY = "delay"
    DUPLICATE = "duplicate"
    """The webhook comes twice."""
    REORDER = "reorder"
    """The webhook comes after later ones."""
    LOSE = "lose"
    """The webhook never comes; the event is only in the list."""
    FAIL_LATE = "fail_late"
    """The refund succeeds, and fails afterwards."""
    PEND = "pend"
    INSUFFICIENT_BALANCE = "insufficient_balance"
    """Refunds to cards wait until the fault is lifted, others fail."""

    @property
    def moment(self) -> Moment:
        return MOMENTS[self]


MOMENTS = {
    **dict.fromkeys(list(FaultKind)[:6], Moment.REQUEST),
    **dict.fromkeys((FaultKind.DUPLICATE, FaultKind.REORDER, FaultKind.LOSE), Moment.WEBHOOK),
    **dict.fromkeys((FaultKind.FAIL_LATE, FaultKind.PEND, FaultKind.INSUFFICIENT_BALANCE), Moment.REFUND),
}
DRAWN = {
    moment: [kind for kind in FaultKind if kind.moment is moment and kind is not FaultKind.INSUFFICIENT_BALANCE]
    for moment in Moment
}
"""What a seed draws from. A short balance is no accident of one refund, so it is only ever planned."""


@dataclass(frozen=True)
class Fault:
    """`times` 0 is for ever; `subject` is the beginning of the path or event type that it waits for."""

    kind: FaultKind
    times: int = 1
    subject: str = ""
    seconds: float = SECONDS


@dataclass(frozen=True)
class Chance:
    """How often a request, webhook or refund meets a fault by itself: `rate` from 0 to 1, drawn by `seed`."""

    seed: int = 0
    rate: float = 0.0


NO_CHANCE = Chance()


def plan(transaction: Transaction, fault: Fault) -> None:
    """Have a fault strike the next times that it can."""
    transaction.connection.execute(
        "INSERT INTO faults (kind, moment, times, subject, seconds) VALUES (?, ?, ?, ?, ?)",
        (fault.kind, fault.kind.moment, fault.times, fault.subject, fault.seconds),
    )


def planned(transaction: Transaction) -> list[Fault]:
    """What is still to strike, first planned first."""
    rows = transaction.connection.execute("SELECT kind, times, subject, seconds FROM faults ORDER BY id")
    return [Fault(FaultKind(kind), times, subject, seconds) for kind, times, subject, seconds in rows]


def lift(transaction: Transaction) -> None:
    """Forget everything that is planned."""
    transaction.connection.execute("DELETE FROM faults")


def struck(transaction: Transaction) -> dict[str, int]:
    """How often each kind has struck."""
    rows = transaction.connection.execute("SELECT kind FROM struck")
    return dict(sorted(Counter(kind for (kind,) in rows).items()))


def strike(transaction: Transaction, chance: Chance, moment: Moment, subject: str) -> Fault | None:
    """The fault that this request, webhook or refund meets: the first one planned for it, else one drawn, else none."""
    fault = _next_planned(transaction, moment, subject) or _drawn(transaction, chance, moment)
    if fault is not None:
        transaction.connection.execute(
            "INSERT INTO struck (kind, moment, subject) VALUES (?, ?, ?)", (fault.kind, moment, subject)
        )
    return fault


def is_balance_short(transaction: Transaction) -> bool:
    """Whether a short balance still lasts."""
    return any(fault.kind is FaultKind.INSUFFICIENT_BALANCE for fault in planned(transaction))


def shown(fault: Fault) -> dict[str, Any]:
    return asdict(fault)


def _next_planned(transaction: Transaction, moment: Moment, subject: str) -> Fault | None:
    row = transaction.connection.execute(
        "SELECT id, kind, times, subject, seconds FROM faults"
        " WHERE moment = ? AND substr(?, 1, length(subject)) = subject ORDER BY id LIMIT 1",
        (moment, subject),
    ).fetchone()
    if row is None:
        return None
    fault_id, kind, times, wanted, seconds = row
    if times == 1:
        transaction.connection.execute("DELETE FROM faults WHERE id = ?", (fault_id,))
    elif times > 1:
        transaction.connection.execute("UPDATE faults SET times = times - 1 WHERE id = ?", (fault_id,))
    return Fault(FaultKind(kind), times, wanted, seconds)


def _drawn(transaction: Transaction, chance: Chance, moment: Moment) -> Fault | None:
    if not chance.rate:
        return None
    number = transaction.count(f"fault {moment}")
    die = random.Random(f"{chance.seed} {moment} {number}")  # noqa: S311 - repeatable on purpose
    return (
        Fault(die.choice(DRAWN[moment]), seconds=round(die.uniform(0.05, 0.5), 3))
        if die.random() < chance.rate
        else None
    )
