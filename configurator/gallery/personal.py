"""What is kept of the designs of a person: to be given to them, and to be parted from them. Commits nothing."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from configurator.accounts.personal import Subject
from configurator.database import db
from configurator.gallery.codes import shown_code
from configurator.gallery.models import Design, Feature
from configurator.gallery.saved import as_saved, options_in
from configurator.gallery.service.editing import take_back
from configurator.gallery.service.listing import list_words
from configurator.product.configuration import Configuration

SHORT = 2
"""Letters of a word that may stand in anybody's name: "de", "of"."""


def design_data(subject: Subject, ordered: Collection[tuple[int, str]]) -> list[dict[str, Any]]:
    """The designs of an account, and of those that were ordered (id and browser) the ones that this browser saved."""
    return [_design_data(design) for design in _designs(subject, ordered)]


def _design_data(design: Design) -> dict[str, Any]:
    saved = as_saved(design)
    return {
        "code": saved.code,
        "product": saved.product_key,
        "product_version": saved.product_version,
        "options": sorted(saved.options),
        "words": dict(saved.texts),
        "name": saved.name,
        "story": saved.story,
        "author_name": saved.author_name,
        "market": saved.market,
        "total": saved.total,
        "remix_of": saved.parent_code,
        "is_published": saved.is_published,
        "saved_at": saved.saved_at,
        "changed_at": saved.changed_at,
        "withdrawn_at": saved.withdrawn_at,
        "hidden_at": saved.hidden_at,
        "hidden_reason": saved.hidden_reason,
        "featured": [
            {"place": f.place, "caption": f.caption, "from": f.from_at, "until": f.until_at}
            for f in db.session.scalars(select(Feature).where(Feature.design_id == saved.id))
        ],
    }


def forget_designs(
    subject: Subject, ordered: Collection[tuple[int, str]], traces: Collection[str], *, keep_listed: bool
) -> list[str]:
    """Part designs from their author, and withdraw them; returns the codes of all.

    With `keep_listed` those that the gallery shows stay there, without author, story and words; a name or a caption
    in which one of `traces` (such as the person's name) stands goes, too.
    """
    designs = _designs(subject, ordered)
    for design in designs:
        stays = keep_listed and as_saved(design).is_listed
        _forget(design, traces, stays=stays)
    return [shown_code(design.code) for design in designs]


def _forget(design: Design, traces: Collection[str], *, stays: bool) -> None:
    for feature in db.session.scalars(select(Feature).where(Feature.design_id == design.id)).all():
        if not stays or any(_tells(words, traces) for words in feature.caption.values()):
            db.session.delete(feature)
    design.person_id = design.browser_digest = design.hidden_reason = None
    if stays:
        design.author_name = design.story = ""
        design.texts = {}
        design.name = shown_code(design.code) if _tells(design.name, traces) else design.name
        list_words(design)
    elif design.withdrawn_at is None:
        take_back(design)
    design.same_before = 0
    design.configuration_digest = Configuration(design.product_key, options_in(design.options)).digest


def _tells(text: str, traces: Collection[str]) -> bool:
    """Whether an e-mail address among the traces stands in a text, or one of the longer words of the others."""
    names = {word for trace in traces if "@" not in trace for word in _words(trace) if len(word) > SHORT}
    return bool(names & _words(text)) or any("@" in trace and trace in text.lower() for trace in traces)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))


def drop_cards(folder: Path, codes: Collection[str]) -> None:
    """Remove the pictures for sharing of some designs: their names stand on them."""
    for code in codes:
        for card in (folder / code[:2]).glob(f"{code}-*.jpg"):
            card.unlink(missing_ok=True)


def _designs(subject: Subject, ordered: Collection[tuple[int, str]]) -> Sequence[Design]:
    whose: list[ColumnElement[bool]] = [
        (Design.id == design_id) & (Design.browser_digest == browser) & Design.person_id.is_(None)
        for design_id, browser in ordered
    ]
    if subject.person_id is not None:
        whose.append(Design.person_id == subject.person_id)
    if not whose:
        return ()
    found = db.session.scalars(select(Design).where(or_(*whose)).order_by(Design.id).with_for_update(of=Design))
    return found.all()
