"""What somebody fills in who wants to wait: an e-mail address, and nothing else."""

from __future__ import annotations

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import EmailField
from wtforms.validators import Email, InputRequired, Length

from configurator.preorders.forms import tidy


class JoinForm(FlaskForm):
    email = EmailField(
        lazy_gettext("E-mail"),
        filters=[tidy],
        validators=[
            InputRequired(lazy_gettext("Type your e-mail address.")),
            Length(max=254, message=lazy_gettext("At most %(max)d characters fit here.", max=254)),
            Email(lazy_gettext("Type an e-mail address such as anna@example.com.")),
        ],
        render_kw={"autocomplete": "email", "inputmode": "email", "maxlength": 254},
    )
