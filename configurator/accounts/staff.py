"""Who is on the staff: invited, joined, given and relieved of roles. Each function is one transaction."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from flask_security import hash_password
from sqlalchemy import delete, select, update
from sqlalchemy.orm import selectinload

from configurator.accounts.factors import new_code_secret
from configurator.accounts.models import Invitation, Passkey, Person, PersonRole, SignIn, people
from configurator.accounts.service import digest, find_person
from configurator.database import db, utc_now
from configurator.product.errors import NotFoundError, RefusedError
from configurator.web.guards import Role

INVITED_FOR = timedelta(days=3)


class Invited(Enum):
    """What an invitation led to."""

    LINK = "a link that works once"
    ROLE = "a role beside those or the account that the person had"
    NOTHING = "the person held the role already"


@dataclass(frozen=True)
class StaffMember:
    id: int
    email: str
    name: str
    roles: tuple[Role, ...]
    has_joined: bool
    second_factor: str | None


def invite(email: str, role: Role, language: str = "en") -> tuple[Invited, str]:
    """Make somebody staff. Returns what happened and, for somebody new, the token of the link to mail them.

    `language` is that of the first mail to somebody new; once they sign in it is the one that they read.
    Nobody signs in before they used the link; inviting them again makes a new one and ends the one before.
    """
    person = find_person(email)
    if person is None:
        person = _new_person(email, password=None, active=False)
        person.language = language
    held = {r.name for r in person.roles}
    if role not in held:
        person.roles.append(PersonRole(name=role))
    if person.active:
        db.session.commit()
        return (Invited.NOTHING if role in held else Invited.ROLE), ""
    return Invited.LINK, _new_link(person)


def start_over(email: str) -> str:
    """Somebody on the staff lost what they sign in with: it is all withdrawn, and they get a new link's token.

    Raises NotFoundError for people who are not staff.
    """
    person = find_person(email)
    if person is None or not person.roles:
        raise NotFoundError(f"{email} is not on the staff")
    person.active = False
    person.password = person.tf_primary_method = person.tf_totp_secret = person.mf_recovery_codes = None
    db.session.execute(delete(Passkey).where(Passkey.user_id == person.id))
    db.session.execute(delete(SignIn).where(SignIn.person_id == person.id))
    return _new_link(person)


def invited_person(token: str) -> Person:
    """Whom an invitation's link is for. Raises NotFoundError when it was used, replaced, forged or is too old."""
    invitation = db.session.get(Invitation, digest(token))
    if invitation is None or invitation.used_at is not None or invitation.expires_at < utc_now():
        raise NotFoundError("no such invitation")
    return invitation.person


def accept(token: str, name: str, password: str | None) -> Person:
    """Use an invitation's link up, with the password that was chosen, or none for a passkey. Raises NotFoundError."""
    person = invited_person(token)
    unused = (Invitation.token_digest == digest(token), Invitation.used_at.is_(None))
    use = update(Invitation).where(*unused).values(used_at=utc_now()).returning(Invitation.person_id)
    if db.session.scalar(use) is None:
        raise NotFoundError("this invitation was used a moment ago")
    person.name = name
    person.active = True
    person.password = hash_password(password) if password else None
    db.session.commit()
    return person


def staff() -> Sequence[StaffMember]:
    """Everybody with a role, by address."""
    found = db.session.scalars(
        select(Person)
        .where(Person.roles.any())
        .options(selectinload(Person.roles), selectinload(Person.webauthn))
        .order_by(Person.email)
    )
    return [_member(person) for person in found]


def member(person_id: int) -> StaffMember:
    """Somebody on the staff. Raises NotFoundError for everybody else."""
    person = db.session.get(Person, person_id)
    if person is None or not person.roles:
        raise NotFoundError(f"nobody on the staff has the number {person_id}")
    return _member(person)


def remove(email: str, role: Role) -> None:
    """Take a role from somebody; with it go their open sign-ins.

    Raises NotFoundError when they do not hold it, RefusedError when nobody would be left to administer the site.
    """
    person = find_person(email)
    held = next((r for r in person.roles if r.name == role), None) if person else None
    if person is None or held is None:
        raise NotFoundError(f"{email} does not hold the role {role}")
    if role is Role.ADMINISTRATOR and _is_last_administrator(person):
        raise RefusedError(f"{email} is the last administrator")
    person.roles.remove(held)
    db.session.execute(delete(SignIn).where(SignIn.person_id == person.id))
    if not person.active and not person.roles:
        db.session.delete(person)  # never joined
    db.session.commit()


def create_staff(email: str, password: str, role: Role) -> None:
    """A member of staff who is ready to sign in with a password and a code by mail; nothing when they exist."""
    if find_person(email) is not None:
        return
    person = _new_person(email, hash_password(password), active=True)
    person.roles.append(PersonRole(name=role))
    people.tf_set(person, "email", new_code_secret())
    db.session.commit()


def register(email: str, name: str, language: str) -> Person | None:
    """Somebody wants an account: the person with this address, made if there was none; None if they may not sign in."""
    person = find_person(email)
    if person is None:
        person = _new_person(email, password=None, active=True)
        person.name, person.language = name, language
        db.session.commit()
    return person if person.active else None


def _new_person(email: str, password: str | None, active: bool) -> Person:
    person = people.create_user(email=email, password=password, active=active)
    assert isinstance(person, Person)  # noqa: S101 - the keeper makes no other kind
    people.us_setup_email(person)
    db.session.flush()
    return person


def _new_link(person: Person) -> str:
    db.session.execute(delete(Invitation).where(Invitation.person_id == person.id))
    token = secrets.token_urlsafe(32)
    db.session.add(Invitation(token_digest=digest(token), person_id=person.id, expires_at=utc_now() + INVITED_FOR))
    db.session.commit()
    return token


def _is_last_administrator(person: Person) -> bool:
    others = select(PersonRole).where(PersonRole.name == Role.ADMINISTRATOR, PersonRole.person_id != person.id)
    return db.session.scalar(others.limit(1)) is None


def _member(person: Person) -> StaffMember:
    factor = person.tf_primary_method or ("passkey" if person.webauthn else None)
    roles = tuple(role.name for role in person.roles)
    return StaffMember(person.id, person.email, person.name, roles, person.active, factor)
