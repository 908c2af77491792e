"""Ordering a unit of an edition: which one the browser asks for, or has in mind."""

from __future__ import annotations

from flask import flash, request, session, url_for
from flask_babel import gettext

from configurator.database import utc_now
from configurator.preorders.editions.reading import EditionView, edition_by_public_id, fitting_editions
from configurator.preorders.offer import NotInEditionError, Offer, offer_in_edition
from configurator.preorders.waiting.holding import held_for_this_browser

IN_MIND = "edition_in_mind"
"""Where a browser's session keeps the edition for which it composes."""


def asked_offer(offer: Offer) -> tuple[Offer, str | None]:
    """The offer as a unit of the edition that the address names; and where to go instead, if that can't be ordered.

    An empty name means outside of every edition.
    """
    asked = request.args.get("edition")
    if asked is None and request.method == "GET":
        return offer, _address_in_mind(offer)
    session.pop(IN_MIND, None)
    if not asked:
        return offer, None
    edition = edition_by_public_id(asked)
    here = url_for("editions.one", public_id=edition.public_id)
    try:
        of_it = offer_in_edition(offer, edition)
    except NotInEditionError:
        flash(gettext("That design hasn't everything that makes this edition."), "warning")
        return offer, here
    if request.method == "GET":
        if not can_order(edition):
            return offer, here
        keep_in_mind(asked)  # who goes on to choose another market comes back for the same edition
    return of_it, None


def can_order(edition: EditionView) -> bool:
    """Whether this browser can order one now: one that is left, or the one that the waiting list holds for it."""
    return edition.is_on_sale(utc_now()) and (edition.left > 0 or held_for_this_browser(edition) is not None)


def keep_in_mind(public_id: str) -> None:
    """What this browser orders next is meant for this edition, if it is one of it."""
    session[IN_MIND] = public_id


def _address_in_mind(offer: Offer) -> str | None:
    kept = session.pop(IN_MIND, None)
    fitting = fitting_editions(offer.product.key, offer.configuration.options) if kept else []
    if any(edition.public_id == kept and can_order(edition) for edition in fitting):
        return url_for("preorders.order", code=offer.design.code, edition=kept)
    return None
