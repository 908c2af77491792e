"""`flask staff`: inviting, listing and removing staff from the command line. Each command says what it did."""

from __future__ import annotations

import click
from email_validator import EmailNotValidError, validate_email

from configurator.accounts import staff
from configurator.accounts.invitations import mail_link, mail_role
from configurator.web.commands import SpeakingGroup
from configurator.web.guards import Role

commands = SpeakingGroup("staff", help="The people who run the site.")
ROLES = ", ".join(Role)


@commands.command("invite")
@click.argument("email")
@click.argument("role")
def invite(email: str, role: str) -> None:
    """Make EMAIL staff with ROLE, and mail them how to join."""
    address, as_role = _address(email), _role(role)
    happened, token = staff.invite(address, as_role)
    if happened is staff.Invited.LINK:
        mail_link(address, as_role, token)
        click.echo(f"{address} is invited as {as_role}: a link that works once, for three days, is in the mail.")
    elif happened is staff.Invited.ROLE:
        mail_role(address, as_role)
        click.echo(f"{address} had an account and is {as_role} now; a mail says so.")
    else:
        click.echo(f"{address} is {as_role} already; nothing changed.")


@commands.command("recover")
@click.argument("email")
def recover(email: str) -> None:
    """Withdraw all that EMAIL signs in with, and mail them a link to begin again."""
    address = _address(email)
    token = staff.start_over(address)
    mail_link(address, None, token)
    click.echo(f"{address} can't sign in any more; a link to begin again is in the mail.")


@commands.command("list")
def list_staff() -> None:
    """Everybody with a role."""
    members = staff.staff()
    for member in members:
        state = f"second factor: {member.second_factor or 'none yet'}" if member.has_joined else "invited"
        click.echo(f"{member.email}: {', '.join(member.roles)} ({state})")
    if not members:
        click.echo("Nobody yet. Begin with: flask staff invite EMAIL administrator")


@commands.command("remove")
@click.argument("email")
@click.argument("role")
def remove(email: str, role: str) -> None:
    """Take ROLE from EMAIL and sign them out everywhere."""
    address, as_role = _address(email), _role(role)
    staff.remove(address, as_role)
    click.echo(f"{address} is no longer {as_role}, and is signed out everywhere.")


def _role(name: str) -> Role:
    try:
        return Role(name.replace("-", "_"))
    except ValueError:
        raise click.ClickException(f"there is no role {name!r}; the roles are {ROLES}") from None


def _address(email: str) -> str:
    try:
        return validate_email(email, check_deliverability=False, globally_deliverable=False).normalized
    except EmailNotValidError:
        raise click.ClickException(f"{email!r} is not an e-mail address") from None
