"""What Flask-Security says, in our words, so that our catalogue translates it."""

from __future__ import annotations

from typing import Any

from flask import Flask
from flask_babel import gettext
from flask_security.babel import FsDomain


def N_(message: str) -> str:  # noqa: N802 - the name by which Babel finds words that are translated later
    return message


WRONG_CODE = N_("That code is not right, or too old. Ask for a new one.")
START_AGAIN = N_("That took too long. Start again.")
NOT_UNDERSTOOD = N_("We could not read that. Try again.")
PASSKEY_FAILED = N_("That passkey did not work. Try again, or sign in another way.")
LINK_INVALID = N_("That link does not work any more. Ask for a new one.")

MESSAGES = {
    "API_ERROR": (NOT_UNDERSTOOD, "error"),
    "GENERIC_AUTHN_FAILED": (
        N_("That did not work. Check the address and the password or code, or have a new code mailed."),
        "error",
    ),
    "GENERIC_US_SIGNIN": (
        N_("If there is an account with this address, a code is on its way. It works for five minutes."),
        "info",
    ),
    "PASSWORD_RESET_REQUEST": (
        N_("If there is an account with this address, a link to choose a new password is on its way."),
        "info",
    ),
    "UNAUTHENTICATED": (N_("Sign in to see this page."), "info"),
    "UNAUTHORIZED": (N_("This page is not for you."), "error"),
    "REAUTHENTICATION_REQUIRED": (N_("Confirm that it is you before you go on."), "info"),
    "REAUTHENTICATION_SUCCESSFUL": (N_("Thank you, it is you."), "success"),
    "CODE_HAS_BEEN_SENT": (N_("A code is on its way. It works for five minutes."), "info"),
    "FAILED_TO_SEND_CODE": (N_("We could not send the mail just now. Try again in a few minutes."), "error"),
    "INVALID_CODE": (WRONG_CODE, "error"),
    "INVALID_PASSWORD_CODE": (N_("That password or code is not right."), "error"),
    "TWO_FACTOR_INVALID_TOKEN": (WRONG_CODE, "error"),
    "TWO_FACTOR_LOGIN_SUCCESSFUL": (N_("You are signed in."), "success"),
    "TWO_FACTOR_CHANGE_METHOD_SUCCESSFUL": (N_("Your second step is set."), "success"),
    "TWO_FACTOR_DISABLED": (N_("The second step is off."), "success"),
    "TWO_FACTOR_PERMISSION_DENIED": (N_("Sign in again, from the beginning."), "error"),
    "TWO_FACTOR_METHOD_NOT_AVAILABLE": (N_("Choose one of the ways."), "error"),
    "TWO_FACTOR_SETUP_EXPIRED": (START_AGAIN, "error"),
    "INVALID_RECOVERY_CODE": (N_("That recovery code is not right, or was used before."), "error"),
    "NO_RECOVERY_CODES_SETUP": (N_("You have no recovery codes yet."), "info"),
    "INVALID_REDIRECT": (N_("That link leads away from this site, so we left it out."), "error"),
    "INVALID_EMAIL_ADDRESS": (N_("This is not an e-mail address."), "error"),
    "EMAIL_NOT_PROVIDED": (N_("Enter your e-mail address."), "error"),
    "US_SPECIFY_IDENTITY": (N_("Enter your e-mail address."), "error"),
    "INVALID_INPUT": (NOT_UNDERSTOOD, "error"),
    "INVALID_INPUT_LENGTH": (N_("At most %(length)s characters fit here."), "error"),
    "PASSWORD_NOT_PROVIDED": (N_("Enter a password."), "error"),
    "PASSWORD_INVALID_LENGTH": (N_("Use at least %(length)s characters; a few words are fine."), "error"),
    "PASSWORD_TOO_SIMPLE": (
        N_("That password is too easy to guess. Use a few words that only you would combine."),
        "error",
    ),
    "RETYPE_PASSWORD_MISMATCH": (N_("The two passwords are not the same."), "error"),
    "INVALID_PASSWORD": (N_("That is not your password."), "error"),
    "PASSWORD_IS_THE_SAME": (N_("This is the password that you have now. Choose another one."), "error"),
    "PASSWORD_CHANGE": (N_("Your password is changed, and you are signed out everywhere else."), "success"),
    "PASSWORD_RESET_NO_LOGIN": (N_("Your password is changed. Sign in with it."), "success"),
    "PASSWORD_RESET_EXPIRED": (LINK_INVALID, "error"),
    "INVALID_RESET_PASSWORD_TOKEN": (LINK_INVALID, "error"),
    "CHANGE_EMAIL_SENT": (N_("Open the link that we mailed to %(email)s to make it your address."), "success"),
    "CHANGE_EMAIL_CONFIRMED": (N_("Your e-mail address is changed."), "success"),
    "CHANGE_EMAIL_EXPIRED": (LINK_INVALID, "error"),
    "WEBAUTHN_EXPIRED": (START_AGAIN, "error"),
    "WEBAUTHN_NAME_REQUIRED": (N_("Give the passkey a name."), "error"),
    "WEBAUTHN_NAME_INUSE": (N_("You have a passkey with this name already."), "error"),
    "WEBAUTHN_NAME_NOT_FOUND": (N_("You have no passkey with this name."), "error"),
    "WEBAUTHN_NAME_DISALLOWED_CHARACTERS": (N_("Use letters, digits, spaces and hyphens."), "error"),
    "WEBAUTHN_CREDENTIAL_DELETED": (N_("The passkey “%(name)s” is removed."), "info"),
    "WEBAUTHN_REGISTER_SUCCESSFUL": (N_("The passkey “%(name)s” is added."), "success"),
    "WEBAUTHN_CREDENTIAL_ID_INUSE": (N_("This passkey is yours already."), "error"),
    "WEBAUTHN_UNKNOWN_CREDENTIAL_ID": (PASSKEY_FAILED, "error"),
    "WEBAUTHN_ORPHAN_CREDENTIAL_ID": (PASSKEY_FAILED, "error"),
    "WEBAUTHN_NO_VERIFY": (PASSKEY_FAILED, "error"),
    "WEBAUTHN_CREDENTIAL_WRONG_USAGE": (PASSKEY_FAILED, "error"),
    "WEBAUTHN_MISMATCH_USER_HANDLE": (PASSKEY_FAILED, "error"),
}

SUBJECTS = {
    "US_EMAIL_SUBJECT": N_("Your code for Officina"),
    "EMAIL_SUBJECT_TWO_FACTOR": N_("Your code for Officina"),
    "EMAIL_SUBJECT_PASSWORD_RESET": N_("Choose a new password for Officina"),
    "EMAIL_SUBJECT_PASSWORD_NOTICE": N_("Your password for Officina was changed"),
    "EMAIL_SUBJECT_PASSWORD_CHANGE_NOTICE": N_("Your password for Officina was changed"),
    "CHANGE_EMAIL_SUBJECT": N_("Confirm your new e-mail address for Officina"),
}


class OurWords(FsDomain):
    """Looks up what Flask-Security says in the site's own catalogue."""

    def gettext(self, string: str, **variables: Any) -> str:
        return str(gettext(string, **variables))


def configure(app: Flask) -> None:
    """Before Flask-Security starts: its messages and subjects become ours."""
    app.config.update({f"SECURITY_MSG_{key}": said for key, said in MESSAGES.items()})
    app.config.update({f"SECURITY_{key}": subject for key, subject in SUBJECTS.items()})
