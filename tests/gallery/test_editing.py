"""Only its author changes a design, and only how it is presented."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from configurator.accounts.visitors import Visitor
from configurator.database import db, utc_now
from configurator.gallery.models import Design
from configurator.gallery.saved import SavedDesign
from configurator.gallery.service import (
    Presentation,
    browse_designs,
    claim_designs,
    count_crowd,
    count_preorder,
    design_by_code,
    designs_of,
    edit_design,
    remixes_of,
    withdraw_design,
)
from configurator.gallery.service.moderating import hide_design, show_design
from configurator.product.errors import NotFoundError, RefusedError

Save = Callable[..., SavedDesign]
PERSON = Visitor(1, "a" * 64)


def test_an_author_changes_words_and_nothing_else(save: Save, author: Visitor) -> None:
    before = save("Evening", "colour.red")
    edit_design(before.id, Presentation("Morning", "Now", "Ada", is_published=False), author)
    after = design_by_code(before.code)
    assert (after.name, after.story, after.author_name, after.is_published) == ("Morning", "Now", "Ada", False)
    assert (after.options, after.total, after.code, after.saved_at) == (
        before.options,
        before.total,
        before.code,
        before.saved_at,
    )
    assert after.changed_at > before.changed_at


@pytest.mark.parametrize("who", [Visitor(None, "b" * 64), Visitor(None, None), Visitor(1, None), Visitor(1, "b" * 64)])
def test_nobody_else_changes_or_withdraws_a_design(save: Save, who: Visitor) -> None:
    design = save()
    with pytest.raises(RefusedError):
        edit_design(design.id, Presentation("Mine now"), who)
    with pytest.raises(RefusedError):
        withdraw_design(design.id, who)
    assert design_by_code(design.code) == design
    assert designs_of(who) == []


def test_a_withdrawn_design_loses_its_words_and_its_place_but_not_its_code(save: Save, author: Visitor) -> None:
    parent = save("Evening")
    remix = save("Copy", "colour.red", story="Secret", author_name="Ada", parent=parent.code)
    withdraw_design(remix.id, author)
    gone = design_by_code(remix.code)
    assert gone.withdrawn_at is not None
    assert (gone.name, gone.story, gone.author_name) == ("", "", "")
    assert [d.code for d in browse_designs("lamp").designs] == [parent.code]
    assert browse_designs("lamp", search="copy").designs == ()
    assert remixes_of(parent.id) == []
    assert design_by_code(parent.code).remixes == 0
    assert [d.code for d in designs_of(author)] == [parent.code]
    with pytest.raises(NotFoundError):
        withdraw_design(remix.id, author)
    assert design_by_code(parent.code).remixes == 0


def test_what_a_browser_saved_is_kept_with_an_account_and_then_is_the_persons(
    save: Save, author: Visitor, as_person: Callable[..., object]
) -> None:
    as_person()
    as_person()
    saved = save("Evening")
    assert claim_designs(PERSON) == 1
    assert claim_designs(PERSON) == 0
    assert [d.code for d in designs_of(Visitor(1, "other browser"))] == [saved.code]
    with pytest.raises(RefusedError):  # the same browser, signed out: it may be shared
        edit_design(saved.id, Presentation("Taken"), author)
    with pytest.raises(RefusedError):
        withdraw_design(saved.id, Visitor(2, author.browser_digest))
    assert claim_designs(Visitor(2, author.browser_digest)) == 0


def test_nobody_claims_without_an_account(save: Save, author: Visitor) -> None:
    save()
    with pytest.raises(RefusedError):
        claim_designs(author)


def test_a_design_that_is_not_published_is_only_found_by_its_code(save: Save) -> None:
    hidden = save("Quiet", is_published=False)
    assert browse_designs("lamp").designs == ()
    assert browse_designs("lamp", search="quiet").designs == ()
    assert count_crowd("lamp").designs == 0
    assert design_by_code(hidden.code).name == "Quiet"


def test_a_design_hidden_by_the_makers_stays_hidden_whatever_its_author_does(
    save: Save, author: Visitor, as_person: Callable[..., object]
) -> None:
    as_person()
    design = save("Rude")
    hide_design(design.id, 1, "Insults a neighbour")
    edit_design(design.id, Presentation("Rude again", is_published=True), author)
    assert browse_designs("lamp").designs == browse_designs("lamp", search="rude").designs == ()
    kept = db.session.get_one(Design, design.id)
    assert (kept.hidden_reason, kept.hidden_by_id) == ("Insults a neighbour", 1)
    show_design(design.id)
    assert [d.name for d in browse_designs("lamp", search="rude").designs] == ["Rude again"]


def test_preorders_are_counted_and_the_count_is_a_change(save: Save) -> None:
    design = save()
    before = utc_now()
    count_preorder(design.id, 1)
    count_preorder(design.id, 1)
    count_preorder(design.id, -1)
    db.session.commit()
    after = design_by_code(design.code)
    assert after.preorders == 1
    assert after.changed_at >= before
