"""One clock for the site and for Stripe."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo


class FrozenClock:
    """The time of the site; Stripe's is `skew` seconds off. It stands still until it is moved."""

    def __init__(self) -> None:
        self.start = datetime.now(UTC).replace(microsecond=0)
        self.reset()

    def reset(self) -> None:
        self.now, self.skew = self.start, 0

    def stripes(self) -> float:
        return self.now.timestamp() + self.skew

    def as_datetime(clock: FrozenClock) -> type[datetime]:  # noqa: N805 - the class within has a self of its own
        """What stands in for `datetime` where the site asks for the time."""

        class Frozen(datetime):
            @classmethod
            def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
                return clock.now.astimezone(tz)

        return Frozen
