"""What the product team does with editions: makes one, changes what may still change, ends its sale."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime

from sqlalchemy import ColumnElement, or_, update

from configurator.audit import record_action
from configurator.database import changes_one, db, utc_now
from configurator.gallery.saved import SavedDesign
from configurator.gallery.service.archive import archive_product
from configurator.preorders.editions.models import Edition, EditionState
from configurator.preorders.editions.reading import EditionView, edition_by_id
from configurator.product.answers import ContradictionError
from configurator.product.definition import Product
from configurator.product.errors import OfficinaError
from configurator.product.money import Money
from configurator.product.pricing import quote
from configurator.product.rules import ProductRules
from configurator.web.languages import FIRST

ONGOING = (EditionState.OPEN, EditionState.CONFIRMED)


class UnbuildableEditionError(OfficinaError):
    """No configuration has all of its options."""


class DearDepositError(OfficinaError):
    """The deposit is more than the edition costs."""


class FixedTermsError(OfficinaError):
    """Buyers rely on what was to be changed, or the units are taken by now; look at the edition again."""


@dataclass(frozen=True)
class Terms:
    """What the product team decides about an edition; `deadline` is a moment, `deposit` in the product's currency."""

    name: str
    words: str
    options: frozenset[str]
    capacity: int
    threshold: int
    deadline: datetime
    deposit: Money
    delivery_from: date
    delivery_until: date
    translations: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """Another language of the site → `name` and `words` in it, as far as they are given."""

    def columns(self) -> dict[str, object]:
        return {
            "name": self.name,
            "words": self.words,
            "translations": {language: dict(given) for language, given in self.translations.items()},
            "options": sorted(self.options),
            "capacity": self.capacity,
            "threshold": self.threshold,
            "deadline": self.deadline,
            "deposit_minor": self.deposit.amount_minor,
            "currency": self.deposit.currency,
            "delivery_from": self.delivery_from,
            "delivery_until": self.delivery_until,
        }


PROMISED = frozenset({"options", "threshold", "deposit", "delivery_from", "delivery_until"})
"""What stays as it is once somebody holds a unit. Name, words and capacity may change; the deadline may come later."""

WORDED = ("name", "words", "translations")
"""What is typed freely, of which the audit log says only that it was changed."""


def changeable(edition: EditionView) -> frozenset[str]:
    """The names of the terms that may still change."""
    if edition.state not in ONGOING:
        return frozenset()
    names = frozenset(term.name for term in fields(Terms))
    if edition.state is not EditionState.OPEN:
        return names - PROMISED - {"deadline"}
    return names - PROMISED if edition.taken else names


def terms_of(edition: EditionView) -> Terms:
    return Terms(
        name=edition.written[FIRST]["name"],
        words=edition.written[FIRST]["words"],
        options=edition.options,
        capacity=edition.capacity,
        threshold=edition.threshold,
        deadline=edition.deadline,
        deposit=edition.deposit,
        delivery_from=edition.delivery_from,
        delivery_until=edition.delivery_until,
        translations={language: given for language, given in edition.written.items() if language != FIRST},
    )


def make_edition(
    product: Product, rules: ProductRules, terms: Terms, person_id: int | None, design: SavedDesign | None = None
) -> EditionView:
    """Put an edition on sale. `person_id` is the member of staff who makes it; None in a demo.

    Raises UnbuildableEditionError and DearDepositError.
    """
    _check(product, rules, terms)
    archive_product(product)
    row = Edition(
        product_key=product.key,
        product_version=product.version,
        design_id=design.id if design else None,
        made_by=person_id,
        **terms.columns(),
    )
    db.session.add(row)
    db.session.flush()
    if person_id is not None:
        record_action(person_id, "edition_made", row.public_id, capacity=row.capacity, threshold=row.threshold)
    db.session.commit()
    return edition_by_id(row.id)


def change_edition(
    edition: EditionView, product: Product, rules: ProductRules, terms: Terms, person_id: int
) -> EditionView:
    """Change an edition that goes on, as far as nobody relies on what it was.

    Raises FixedTermsError, UnbuildableEditionError and DearDepositError.
    """
    _check(product, rules, terms)
    before, after = terms_of(edition).columns(), terms.columns()
    changed = {name: value for name, value in after.items() if value != before[name]}
    if not changed:
        return edition
    if not changes_one(update(Edition).where(Edition.id == edition.id, *_allowing(changed, terms)).values(changed)):
        db.session.rollback()
        raise FixedTermsError(f"edition {edition.name} can't change {', '.join(changed)}")
    details = {name: "" if name in WORDED else str(value) for name, value in changed.items()}
    record_action(person_id, "edition_changed", edition.public_id, **details)
    db.session.commit()
    return edition_by_id(edition.id)


def _allowing(changed: dict[str, object], terms: Terms) -> list[ColumnElement[bool]]:
    """What has to be true of an edition at the moment at which it is changed."""
    conditions: list[ColumnElement[bool]] = [Edition.state.in_(ONGOING), Edition.taken <= terms.capacity]
    if changed.keys() - {*WORDED, "capacity"}:
        conditions.append(Edition.state == EditionState.OPEN)
    if changed.keys() - {*WORDED, "capacity", "deadline"}:
        conditions.append(Edition.taken == 0)
    if "threshold" not in changed:
        conditions.append(Edition.threshold <= terms.capacity)
    if "deadline" in changed:
        conditions.append(Edition.deadline > utc_now())
        conditions.append(or_(Edition.taken == 0, Edition.deadline < terms.deadline))
    return conditions


def close_sale(edition: EditionView, person_id: int) -> EditionView:
    """Sell no more units. Who has one keeps it; an edition that is not decided yet still is at its deadline.

    Raises FixedTermsError when its sale is over already.
    """
    ongoing = update(Edition).where(Edition.id == edition.id, Edition.state.in_(ONGOING))
    if not changes_one(ongoing.values(state=EditionState.CLOSED, closed_at=utc_now())):
        db.session.rollback()
        raise FixedTermsError(f"the sale of {edition.name} is over")
    record_action(person_id, "edition_closed", edition.public_id, taken=edition.taken)
    db.session.commit()
    return edition_by_id(edition.id)


def _check(product: Product, rules: ProductRules, terms: Terms) -> None:
    try:
        example = rules.complete(terms.options)
    except ContradictionError as fault:
        raise UnbuildableEditionError(str(fault)) from None
    if terms.deposit > quote(product, example).total:
        raise DearDepositError(f"a deposit of {terms.deposit} for {terms.name}")
