"""Commands that end with a sentence, not a stack trace, when something around them is wrong."""

from __future__ import annotations

from typing import Any

import click
from flask.cli import AppGroup
from sqlalchemy.exc import DBAPIError

from configurator.product.errors import OfficinaError


class SpeakingGroup(AppGroup):
    """A group of commands whose refusals and outages are told in words, with exit status 1."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except OfficinaError as refusal:
            raise click.ClickException(str(refusal)) from None
        except DBAPIError as fault:
            advice = "is it there, and are its tables (flask db upgrade)?"
            raise click.ClickException(f"the database does not do that: {fault.orig}; {advice}") from None
        except OSError as fault:
            raise click.ClickException(
                f"no mail was sent ({fault}); when the mail server works, say it again"
            ) from None
