"""What somebody fills in who wants to wait: an e-mail address, and nothing else."""

from __future__ import annotations

from flask_wtf import FlaskForm

from configurator.preorders.forms import email_field


class JoinForm(FlaskForm):
    email = email_field()
