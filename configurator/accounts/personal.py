"""What is kept of somebody with an account: to be given to them, and to be deleted. Commits nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete, func, select

from configurator.accounts.models import Person
from configurator.database import changes_one, db
from configurator.product.errors import OfficinaError


class StaffAccountError(OfficinaError):
    """Members of staff don't delete their accounts: an administrator takes their roles first."""


@dataclass(frozen=True)
class Subject:
    """Whose data: all that is kept about an e-mail address (in lower case), and of the account with it, if any."""

    email: str
    person_id: int | None = None


def subject_of(email: str) -> Subject:
    """Whom an e-mail address stands for, however it was typed."""
    plain = email.strip().lower()
    return Subject(plain, db.session.scalar(select(Person.id).where(func.lower(Person.email) == plain)))


def account_data(subject: Subject) -> dict[str, Any] | None:
    """The account, with how and where its person signs in; secrets are only told to exist."""
    person = db.session.get(Person, subject.person_id) if subject.person_id is not None else None
    if person is None:
        return None
    return {
        "email": person.email,
        "name": person.name,
        "language": person.language,
        "created_at": person.created_at,
        "first_signed_in_at": person.first_signed_in_at,
        "roles": [{"name": role.name, "since": role.since} for role in person.roles],
        "has_password": person.password is not None,
        "second_step": person.tf_primary_method,
        "recovery_codes": len(person.mf_recovery_codes or ()),
        "passkeys": [
            {"name": p.name, "device_type": p.device_type, "created_at": p.created_at, "used_at": p.lastuse_datetime}
            for p in person.webauthn
        ],
        "sign_ins": [{"browser": s.browser, "since": s.started_at, "shown": s.factors} for s in person.sign_ins],
    }


def forget_account(subject: Subject) -> None:
    """Delete an account with its sign-in methods and open sign-ins. Raises StaffAccountError."""
    if subject.person_id is None:
        return
    unneeded = delete(Person).where(Person.id == subject.person_id, ~Person.roles.any())
    if not changes_one(unneeded.execution_options(synchronize_session=False)):
        raise StaffAccountError(f"person {subject.person_id} holds a role")
    db.session.expire_all()
