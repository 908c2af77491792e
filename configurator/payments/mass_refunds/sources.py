"""Where the lists for mass refunds come from: other rooms register them, for payments knows no orders."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from configurator.payments.records import RefundView
from configurator.product.errors import NotFoundError
from configurator.product.money import Money


@dataclass(frozen=True, slots=True)
class Choice:
    """One list that can be refunded as a whole: its key within the source, and what is on it, in words."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """One on a list; `left_out` says why it is not refunded, and is empty when it is."""

    reference: str
    label: str
    amount: Money
    left_out: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """See `register_source`."""

    choices: Callable[[], list[Choice]]
    candidates: Callable[[str], Iterable[Candidate]]
    refund: Callable[[str, int, str], RefundView | None]


_sources: dict[str, Source] = {}


def register_source(
    key: str,
    *,
    choices: Callable[[], list[Choice]],
    candidates: Callable[[str], Iterable[Candidate]],
    refund: Callable[[str, int, str], RefundView | None],
) -> None:
    """Offer lists for mass refunds; done while the site is created.

    - `choices()`: the lists there are now, such as one for each edition.
    - `candidates(choice)`: who is on one of them, as a stream; reads only.
    - `refund(reference, person_id, reason)`: do what a refund of this one means, `record_refund` included, inside the
      caller's transaction, and return the refund, or None when nothing was left to give back; person and reason are
      those who approved, and why. Raises an OfficinaError when it is not to be refunded any more: then it is left out,
      with the error's words.
    """
    _sources[key] = Source(choices, candidates, refund)


def sources() -> dict[str, Source]:
    return dict(_sources)


def source_of(key: str) -> Source:
    """Raises NotFoundError."""
    if key not in _sources:
        raise NotFoundError(f"no list {key}")
    return _sources[key]
