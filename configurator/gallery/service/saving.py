"""Saving a configuration as a design: once, however often the button is pressed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from configurator.accounts.visitors import Visitor
from configurator.database import db, utc_now
from configurator.gallery.codes import new_code, normalise_code, shown_code
from configurator.gallery.models import CatalogueVersion, Design
from configurator.gallery.saved import SavedDesign, as_saved, options_text
from configurator.gallery.service.archive import archive_product
from configurator.gallery.service.listing import list_new_words, list_words
from configurator.product.configuration import Configuration, market_of
from configurator.product.definition import Product
from configurator.product.errors import OfficinaError
from configurator.product.pricing import total_price
from configurator.product.rules import ProductRules
from configurator.product.texts import misfits

ATTEMPTS = 5
LOADED_AT_ONCE = 100
SAME_SAVE = timedelta(minutes=10)
"""Saving the same configuration under the same name again within this time is the same save."""


class InvalidConfigurationError(OfficinaError):
    """These choices are no product that can be built now."""


@dataclass(frozen=True)
class Presentation:
    """How its author shows a design; texts already cleaned and checked for length by the form."""

    name: str
    story: str = ""
    author_name: str = ""
    is_published: bool = True


@dataclass(frozen=True)
class DesignToLoad:
    """A design of a campaign that is loaded as a whole; `parent` is the place of an earlier one in the same list."""

    configuration: Configuration
    presentation: Presentation
    saved_at: datetime
    person_id: int | None = None
    browser_digest: str | None = None
    parent: int | None = None


def save_design(
    product: Product,
    rules: ProductRules,
    options: Iterable[str],
    presentation: Presentation,
    visitor: Visitor,
    parent_code: str | None = None,
    texts: Mapping[str, str] = MappingProxyType({}),
) -> SavedDesign:
    """Save a complete, valid configuration. The price is computed here, whatever anybody sent.

    `texts` are the words for each chosen option that takes some; all of them must fit. The same save again (see
    SAME_SAVE) gives the design that is there already. A parent that does not exist, is of another product or was
    withdrawn is left out. Raises InvalidConfigurationError.
    """
    chosen = frozenset(options)
    if not rules.is_valid(chosen):
        raise InvalidConfigurationError(f"not a valid {product.key}: {sorted(chosen)}")
    if missing := misfits(product, chosen, texts):
        raise InvalidConfigurationError(f"words that {product.key} does not take: {dict(missing)}")
    configuration = Configuration(product.key, chosen).with_texts(product, texts)
    for _ in range(ATTEMPTS - 1):
        try:
            return _save(product, configuration, presentation, visitor, parent_code)
        except IntegrityError:  # the code is taken, or the same click was quicker elsewhere
            db.session.rollback()
    return _save(product, configuration, presentation, visitor, parent_code)


def _save(
    product: Product,
    configuration: Configuration,
    presentation: Presentation,
    visitor: Visitor,
    parent_code: str | None,
) -> SavedDesign:
    same = _same_saves(visitor, configuration)
    for earlier in same:
        if earlier.name == presentation.name and utc_now() - earlier.saved_at < SAME_SAVE:
            return as_saved(earlier)
    parent = _parent(product, parent_code)
    design = _new_design(product, archive_product(product), configuration, presentation)
    design.same_before = max((earlier.same_before + 1 for earlier in same), default=0)
    design.person_id, design.browser_digest = visitor.person_id, visitor.browser_digest
    design.parent = parent
    db.session.add(design)
    db.session.flush()
    if parent is not None:
        db.session.execute(update(Design).where(Design.id == parent.id).values(remixes=Design.remixes + 1))
    list_words(design)
    saved = as_saved(design)
    db.session.commit()
    return saved


def load_designs(
    product: Product, designs: Sequence[DesignToLoad], on_progress: Callable[[int], None] = lambda _designs: None
) -> list[str]:
    """Load a whole campaign, oldest first, and give the codes in the same order. All or nothing.

    `on_progress` hears now and then how many were loaded since it was last called, and in the end of all.
    """
    version = archive_product(product)
    taken: set[str] = set(db.session.scalars(select(Design.code)))
    same_before = _same_saves_so_far(product)
    rows: list[Design] = []
    for start in range(0, len(designs), LOADED_AT_ONCE):
        items = designs[start : start + LOADED_AT_ONCE]
        batch = [_loaded(_new_design(product, version, i.configuration, i.presentation), i, taken) for i in items]
        _number_same_saves(batch, same_before)
        rows += batch
        db.session.add_all(batch)
        db.session.flush()
        for design, item in zip(batch, items, strict=True):
            if item.parent is not None:
                design.parent_id = rows[item.parent].id
                rows[item.parent].remixes = (rows[item.parent].remixes or 0) + 1
            list_new_words(design)
        on_progress(len(batch))
    codes = [shown_code(design.code) for design in rows]
    db.session.commit()
    return codes


def _loaded(design: Design, item: DesignToLoad, taken: set[str]) -> Design:
    while design.code in taken:
        design.code = new_code()
    taken.add(design.code)
    design.person_id, design.browser_digest = item.person_id, item.browser_digest
    design.saved_at = design.changed_at = item.saved_at
    return design


def _new_design(
    product: Product, version: CatalogueVersion, configuration: Configuration, presentation: Presentation
) -> Design:
    total = total_price(product, configuration)
    return Design(
        code=new_code(),
        product_key=product.key,
        version=version,
        configuration_digest=configuration.digest,
        same_before=0,
        market=market_of(product, configuration.options),
        currency=total.currency,
        total_minor=total.amount_minor,
        options=options_text(configuration.options),
        texts=dict(configuration.texts),
        name=presentation.name,
        story=presentation.story,
        author_name=presentation.author_name,
        is_published=presentation.is_published,
    )


def _same_saves(visitor: Visitor, configuration: Configuration) -> Sequence[Design]:
    """What this browser saved of this configuration. Withdrawn designs count, but have lost their names."""
    if visitor.browser_digest is None:
        return ()
    return db.session.scalars(
        select(Design).where(
            Design.browser_digest == visitor.browser_digest,
            Design.configuration_digest == configuration.digest,
        )
    ).all()


def _same_saves_so_far(product: Product) -> Counter[tuple[str, str]]:
    """How often each browser has saved each configuration of a product."""
    key = (Design.browser_digest, Design.configuration_digest)
    query = select(*key, func.max(Design.same_before)).where(
        Design.product_key == product.key, Design.browser_digest.is_not(None)
    )
    return Counter(
        {(browser, made): last + 1 for browser, made, last in db.session.execute(query.group_by(*key)) if browser}
    )


def _number_same_saves(designs: Sequence[Design], so_far: Counter[tuple[str, str]]) -> None:
    for design in designs:
        if design.browser_digest is not None:
            key = (design.browser_digest, design.configuration_digest)
            design.same_before = so_far[key]
            so_far[key] += 1


def _parent(product: Product, parent_code: str | None) -> Design | None:
    code = normalise_code(parent_code or "")
    if code is None:
        return None
    return db.session.scalar(
        select(Design).where(Design.code == code, Design.product_key == product.key, Design.withdrawn_at.is_(None))
    )
