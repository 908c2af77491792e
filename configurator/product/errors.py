"""The root of our errors. Only `web/errors.py` knows which status code each one gets."""


class OfficinaError(Exception):
    """Anything that we raise on purpose; its message is for the log, a page words its own."""


class NotFoundError(OfficinaError):
    """What was asked for does not exist, or is not for the asker to know of."""


class RefusedError(OfficinaError):
    """It exists, but this person may not do this to it, or not any more."""


class UnavailableError(OfficinaError):
    """A service that we depend on does not answer; nothing is lost, and later it may."""
