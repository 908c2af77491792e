"""What the mails of an edition's orders say, in the language of the moment."""

from __future__ import annotations

from flask_babel import gettext, ngettext

from configurator.preorders.editions.reading import EditionView, edition_by_id
from configurator.preorders.letter import Letter
from configurator.preorders.order import Order
from configurator.product.errors import NotFoundError
from configurator.web.filters import day, moment, money, number


def edition_terms(edition: EditionView) -> str:
    """On what an edition that is not decided depends, in plain words."""
    return str(
        ngettext(
            "It is one of the edition “%(name)s”, which is built if a deposit is paid by %(deadline)s (UTC). If none "
            "is, it is not built.",
            "It is one of the edition “%(name)s”, which is built if at least %(threshold)s deposits are paid by "
            "%(deadline)s (UTC). If it is fewer, everybody gets everything back by itself.",
            edition.threshold,
            name=edition.name,
            threshold=number(edition.threshold),
            deadline=moment(edition.deadline),
        )
    )


def edition_confirmed(order: Order) -> Letter:
    """To everybody who paid before it was decided."""
    edition = _edition_of(order)
    facts = {"name": edition.name, "number": order.number}
    return Letter(
        gettext("“%(name)s” is confirmed: your preorder %(number)s will be built", **facts),
        gettext("Your edition is confirmed"),
        (
            ngettext(
                "“%(name)s” needed one paid deposit by %(deadline)s (UTC) and has %(paid)s. It will be built, and "
                "preorder %(number)s with it. You need not do anything.",
                "Enough of you want it: “%(name)s” needed %(threshold)s paid deposits by %(deadline)s (UTC) and has "
                "%(paid)s. It will be built, and preorder %(number)s with it. You need not do anything.",
                edition.threshold,
                threshold=number(edition.threshold),
                deadline=moment(edition.deadline),
                paid=number(edition.decided_with or 0),
                **facts,
            ),
            gettext(
                "It is delivered between %(first)s and %(last)s. Your price and your right to withdraw stay as they "
                "were.",
                first=day(order.delivery_from),
                last=day(order.delivery_until),
            ),
        ),
    )


def edition_failed(order: Order) -> Letter:
    """To everybody whose deposit goes back."""
    edition = _edition_of(order)
    facts = {"name": edition.name, "number": order.number}
    return Letter(
        gettext("“%(name)s” is not built: your deposit for %(number)s comes back", **facts),
        gettext("Your edition is not built"),
        (
            gettext(
                "“%(name)s” needed %(threshold)s paid deposits by %(deadline)s (UTC) and had %(paid)s. That is too few "
                "to build it, so preorder %(number)s is over. We are sorry.",
                threshold=number(edition.threshold),
                deadline=moment(edition.deadline),
                paid=number(edition.decided_with or 0),
                **facts,
            ),
            gettext(
                "Your whole deposit of %(deposit)s goes back by the way that you paid it. You get another mail when "
                "it is on its way.",
                deposit=money(order.deposit),
            ),
            gettext(
                "Your design %(code)s stays saved. You can preorder it outside the edition as well.",
                code=order.design_code,
            ),
        ),
    )


def _edition_of(order: Order) -> EditionView:
    if order.edition_id is None:
        raise NotFoundError(f"{order.number} is of no edition")
    return edition_by_id(order.edition_id)
