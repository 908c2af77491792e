"""What happens to accounts: people register, sign in and out. Each function is one transaction."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError

from configurator.accounts.models import Person, SignIn, UsedCode
from configurator.database import db, utc_now

STAFF_DAY = timedelta(hours=12)
LONGEST_SIGN_IN = timedelta(days=30)
CODES_KEPT = timedelta(hours=1)
BROWSER_LENGTH = 200
BROWSERS = {"Firefox/": "Firefox", "Edg/": "Edge", "OPR/": "Opera", "Chrome/": "Chrome", "Safari/": "Safari"}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS X": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


@dataclass(frozen=True)
class OpenSignIn:
    """A browser in which somebody is signed in now, and what they proved themselves with."""

    person_id: int
    started_at: datetime
    factors: frozenset[str]

    @property
    def is_strong(self) -> bool:
        """Whether two different things were shown; a passkey is two: the device, and the person unlocking it."""
        return "passkey" in self.factors or len(self.factors) > 1


@dataclass(frozen=True)
class Place:
    """One browser in which a person is signed in."""

    browser: str
    since: datetime
    is_here: bool


def start_sign_in(person: Person, factors: frozenset[str], browser: str, language: str) -> str:
    """Remember that a person signed in here; returns the token that their session must show from now on."""
    token = secrets.token_urlsafe(32)
    person.language = language
    person.first_signed_in_at = person.first_signed_in_at or utc_now()
    db.session.execute(delete(SignIn).where(SignIn.started_at < utc_now() - LONGEST_SIGN_IN))
    db.session.add(
        SignIn(
            token_digest=digest(token),
            person_id=person.id,
            browser=browser[:BROWSER_LENGTH],
            factors=_written(factors),
        )
    )
    db.session.commit()
    return token


def open_sign_in(token: str, person: Person) -> OpenSignIn | None:
    """The sign-in that `token` belongs to, unless it ended, grew too old or is somebody else's."""
    found = db.session.get(SignIn, digest(token))
    longest = STAFF_DAY if person.roles else LONGEST_SIGN_IN
    if found is None or found.person_id != person.id or utc_now() - found.started_at > longest:
        return None
    return OpenSignIn(found.person_id, found.started_at, frozenset(found.factors.split()))


def add_factor(token: str, factor: str) -> None:
    """Somebody who is signed in proved one thing more."""
    found = db.session.get(SignIn, digest(token))
    if found is not None:
        found.factors = _written({*found.factors.split(), factor})
        db.session.commit()


def end_sign_in(token: str) -> None:
    """From now on this browser's session is worth nothing, whoever kept its cookie."""
    db.session.execute(delete(SignIn).where(SignIn.token_digest == digest(token)))
    db.session.commit()


def sign_ins_of(person_id: int, token: str) -> list[Place]:
    """Where a person is signed in now, the latest first; `token` tells which of them is here."""
    oldest = utc_now() - LONGEST_SIGN_IN
    found = db.session.scalars(
        select(SignIn)
        .where(SignIn.person_id == person_id, SignIn.started_at > oldest)
        .order_by(SignIn.started_at.desc())
    )
    return [Place(browser_name(s.browser), s.started_at, s.token_digest == digest(token)) for s in found]


def browser_name(user_agent: str) -> str:
    """ "Firefox, Linux": what somebody recognises in what their browser says of itself."""
    browser = next((name for key, name in BROWSERS.items() if key in user_agent), "")
    system = next((name for key, name in SYSTEMS.items() if key in user_agent), "")
    return ", ".join(part for part in (browser, system) if part)


def rename(person_id: int, name: str) -> None:
    """Change what a person is called here."""
    db.session.execute(update(Person).where(Person.id == person_id).values(name=name.strip()))
    db.session.commit()


def end_other_sign_ins(person_id: int, token: str) -> int:
    """Sign a person out everywhere but here; returns in how many other browsers."""
    ended = delete(SignIn).where(SignIn.person_id == person_id, SignIn.token_digest != digest(token))
    count = len(db.session.scalars(ended.returning(SignIn.token_digest)).all())
    db.session.commit()
    return count


def use_code(code: str) -> bool:
    """Take a code out of use; False when it was used before."""
    db.session.execute(delete(UsedCode).where(UsedCode.used_at < utc_now() - CODES_KEPT))
    try:
        with db.session.begin_nested():
            db.session.add(UsedCode(code_digest=digest(code)))
    except IntegrityError:
        return False
    db.session.commit()
    return True


def was_used(code: str) -> bool:
    """Whether a code is out of use."""
    return db.session.get(UsedCode, digest(code)) is not None


def find_person(email: str) -> Person | None:
    """The person with this (normalised) address."""
    return db.session.scalar(select(Person).where(Person.email == email))


def digest(token: str) -> str:
    """How a secret token is kept."""
    return sha256(token.encode()).hexdigest()


def _written(factors: set[str] | frozenset[str]) -> str:
    return " ".join(sorted(factors))
