"""What people fill in about designs, cleaned and checked. Too long is said, never cut off: nothing typed is lost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from flask_babel import get_timezone, gettext, lazy_gettext, ngettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateTimeLocalField, Field, Form, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, ValidationError

from configurator.gallery.codes import normalise_code
from configurator.gallery.models import (
    LONGEST_AUTHOR,
    LONGEST_CAPTION,
    LONGEST_NAME,
    LONGEST_REASON,
    LONGEST_STORY,
    Place,
)
from configurator.gallery.saved import SavedDesign
from configurator.gallery.service import Presentation
from configurator.gallery.service.featuring import FeaturedDesign, FeaturePlan
from configurator.gallery.words import can_be_seen, one_line, some_lines
from configurator.web.languages import LANGUAGES

PLACES = {
    Place.HERO: lazy_gettext("The big picture at the top"),
    Place.STRIP: lazy_gettext("The row “Chosen by the makers”"),
}
MINUTES = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]

Check = Callable[[Form, Field], None]


def not_longer_than(most: int) -> Check:
    def check(_form: Form, field: Field) -> None:
        excess = len(field.data or "") - most
        if excess > 0:
            raise ValidationError(
                ngettext(
                    "This is %(num)s character too long; the most is %(most)s.",
                    "This is %(num)s characters too long; the most is %(most)s.",
                    excess,
                    most=most,
                )
            )

    return check


def filled_in(message: Any) -> Check:
    def check(_form: Form, field: Field) -> None:
        if not can_be_seen(field.data or ""):
            raise ValidationError(message)

    return check


def _line(text: str | None) -> str:
    return one_line(text or "")


def _lines(text: str | None) -> str:
    return some_lines(text or "")


class FreshForm(FlaskForm):
    """A form that outlives its own token: an old one is a message in the form, and what was typed stays.

    Its views are left out of the site-wide check of tokens, because this form makes the same check itself.
    """

    def validate(self, extra_validators: Any = None) -> bool:
        is_valid = bool(super().validate(extra_validators))
        if self.csrf_token.errors:
            self.csrf_token.errors = [gettext("This page was open for too long. Press the button again.")]
        return is_valid


class PresentationForm(FreshForm):
    name = StringField(
        lazy_gettext("Name of the design"),
        filters=[_line],
        validators=[
            filled_in(lazy_gettext("Give it a name, so that others can find it.")),
            not_longer_than(LONGEST_NAME),
        ],
    )
    story = TextAreaField(
        lazy_gettext("Its story (optional)"), filters=[_lines], validators=[not_longer_than(LONGEST_STORY)]
    )
    author_name = StringField(
        lazy_gettext("Your name, as others see it (optional)"),
        filters=[_line],
        validators=[not_longer_than(LONGEST_AUTHOR)],
    )
    is_published = BooleanField(lazy_gettext("Show it in the gallery"), default=True)

    @property
    def presentation(self) -> Presentation:
        return Presentation(
            self.name.data or "", self.story.data or "", self.author_name.data or "", bool(self.is_published.data)
        )


class HideForm(FreshForm):
    reason = StringField(
        lazy_gettext("Why it does not belong in the gallery"),
        filters=[_line],
        validators=[
            filled_in(lazy_gettext("Say why: the author can read it.")),
            not_longer_than(LONGEST_REASON),
        ],
    )


class FeatureForm(FreshForm):
    """A feature; moments are typed in the site's time zone, which the page names."""

    code = StringField(lazy_gettext("Code of the design"), filters=[_line])
    place = SelectField(lazy_gettext("Place"), choices=[(place.value, label) for place, label in PLACES.items()])
    caption_en = StringField(lazy_gettext("Caption in English"), filters=[_line])
    caption_nl = StringField(lazy_gettext("Caption in Dutch"), filters=[_line])
    from_at = DateTimeLocalField(
        lazy_gettext("From"), format=MINUTES, validators=[InputRequired(lazy_gettext("Say from when."))]
    )
    until_at = DateTimeLocalField(
        lazy_gettext("Until"), format=MINUTES, validators=[InputRequired(lazy_gettext("Say until when."))]
    )

    def validate_code(self, field: Field) -> None:
        if normalise_code(field.data or "") is None:
            raise ValidationError(gettext("A code has eight characters, such as K7QM-2F9D."))

    def _check_caption(self, field: Field) -> None:
        filled_in(gettext("Both languages need a caption."))(self, field)
        not_longer_than(LONGEST_CAPTION)(self, field)

    validate_caption_en = validate_caption_nl = _check_caption

    def validate_until_at(self, field: Field) -> None:
        if field.data and self.from_at.data and field.data <= self.from_at.data:
            raise ValidationError(gettext("The end must come after the beginning."))

    @property
    def plan(self) -> FeaturePlan:
        return FeaturePlan(
            code=self.code.data or "",
            place=Place(self.place.data),
            caption={language: self[f"caption_{language}"].data for language in LANGUAGES},
            from_at=_in_utc(self.from_at.data),
            until_at=_in_utc(self.until_at.data),
        )


def feature_values(feature: FeaturedDesign) -> dict[str, Any]:
    """A feature as the form shows it."""
    captions = {f"caption_{language}": feature.caption.get(language, "") for language in LANGUAGES}
    moments = {"from_at": _on_the_clock(feature.from_at), "until_at": _on_the_clock(feature.until_at)}
    return {"code": feature.design.code, "place": feature.place.value, **captions, **moments}


def presentation_values(design: SavedDesign) -> dict[str, Any]:
    """A design as the form shows it."""
    return {name: getattr(design, name) for name in ("name", "story", "author_name", "is_published")}


def _in_utc(typed: datetime | None) -> datetime:
    assert typed is not None  # noqa: S101 - the form has been validated
    return typed.replace(tzinfo=get_timezone()).astimezone(UTC)


def _on_the_clock(moment: datetime) -> datetime:
    return moment.astimezone(get_timezone()).replace(tzinfo=None)
