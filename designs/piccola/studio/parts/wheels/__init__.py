"""The nine wheels."""

from parts.wheels import covered, spoked  # noqa: F401  # each import registers its parts
