"""Security headers and cookies, the same on every answer."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import Flask, Response
from flask.sessions import SecureCookieSessionInterface, SessionMixin
from flask_talisman import Talisman
from werkzeug.middleware.proxy_fix import ProxyFix

from configurator.config import Settings

NO_ACCESS = dict.fromkeys(("camera", "geolocation", "microphone", "payment", "usb"), "()")


class PrivateSessions(SecureCookieSessionInterface):
    """No session, and no `Vary: Cookie`, on answers that are public: caches then keep one copy for all visitors."""

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if not response.cache_control.public:
            super().save_session(app, session, response)


def register(app: Flask, settings: Settings) -> None:
    app.session_interface = PrivateSessions()
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]  # as Flask documents
    Talisman(
        app,
        force_https=settings.is_https,
        strict_transport_security=settings.is_https,
        session_cookie_secure=settings.is_https,
        session_cookie_samesite="Lax",
        frame_options="DENY",
        content_security_policy=_content_policy(settings),
        permissions_policy=NO_ACCESS,
        referrer_policy="strict-origin-when-cross-origin",
    )


def _content_policy(settings: Settings) -> dict[str, str]:
    checkout = urlsplit(settings.stripe_checkout_origin)
    return {
        "default-src": "'self'",
        "img-src": "'self' data:",
        "object-src": "'none'",
        "base-uri": "'none'",
        "frame-ancestors": "'none'",
        # a form may end in a redirect to the payment page
        "form-action": f"'self' {checkout.scheme}://{checkout.netloc}",
    }
