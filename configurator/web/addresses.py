"""Where a visitor may be sent: only to paths of this site."""

from __future__ import annotations

from urllib.parse import urlsplit


def safe_path(asked: str | None, otherwise: str = "/") -> str:
    """`asked` if it is a path of this site, else `otherwise` (OWASP ASVS 5, 3.7.2)."""
    if not asked or not asked.startswith("/") or asked.startswith(("//", "/\\")) or any(ord(c) < 32 for c in asked):
        return otherwise
    parts = urlsplit(asked)
    return otherwise if parts.scheme or parts.netloc else asked
