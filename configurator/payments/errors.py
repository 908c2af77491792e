"""What can go wrong with Stripe, in our own words."""

from __future__ import annotations

from configurator.product.errors import OfficinaError, RefusedError, UnavailableError


class PaymentUnavailableError(UnavailableError):
    """Stripe does not answer, or not now. Nothing is lost: the same call may be made again."""


class ReplayedFaultError(PaymentUnavailableError):
    """Stripe failed once, and keeps saying so to this idempotency key for a day; another key has to be used."""


class PaymentRefusedError(OfficinaError):
    """Stripe refused, or we did; the same call will be refused again. `code` is Stripe's, if it gave one."""

    def __init__(self, message: str, code: str | None = None) -> None:
        super().__init__(message)
        self.code = code


class OverRefundError(PaymentRefusedError):
    """More was asked back than is left of the payment."""


class DisputedError(PaymentRefusedError):
    """The buyer's bank has disputed the payment: nothing is given back until that is decided."""


class NotFailedError(RefusedError):
    """Somebody has dealt with this refund already, or nothing is wrong with it."""


class ForgedEventError(OfficinaError):
    """A webhook without Stripe's valid signature, or with a body that is no event."""


class WrongAmountError(OfficinaError):
    """Stripe took another amount than we asked for; people must look into it."""
