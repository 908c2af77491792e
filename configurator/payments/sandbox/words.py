"""The hosted page's words, in English and Dutch; the stand-in works without the site and its translations."""

from __future__ import annotations

ENGLISH = {
    "title": "Payment",
    "banner": "Test payment page. No real money moves here.",
    "pay_to": "You pay",
    "email": "E-mail",
    "method": "Payment method",
    "card": "Card",
    "ideal": "iDEAL",
    "number": "Card number",
    "number_hint": "One of the test cards below. Never type a real card number here.",
    "expiry": "Expiry date (MM/YY)",
    "cvc": "Security code (3 digits)",
    "holder": "Name on card",
    "pay": "Pay {amount}",
    "cancel": "Back without paying",
    "test_cards": "Test cards",
    "open_until": "This page is open until {time}.",
    "needs_number": "Type the number of one of the test cards below. This page takes no real cards.",
    "needs_expiry": "Type a month and year that are not over, such as 12/34.",
    "needs_cvc": "Type three digits, such as 123.",
    "needs_holder": "Type a name, such as the one on the card.",
    "generic_decline": "The card was declined. Nothing was charged. Try another card.",
    "insufficient_funds": "The card has insufficient funds. Nothing was charged. Try another card.",
    "authentication_failed": "The payment was not confirmed. Nothing was charged. Try again or choose another way.",
    "problem": "The payment did not go through",
    "bank_title": "Confirm your payment",
    "bank_text": "Here your bank would ask you to confirm this payment of {amount}. The stand-in only asks this:",
    "confirm": "Confirm payment",
    "refuse": "Refuse payment",
    "closed_title": "This payment page is closed",
    "closed_complete": "It has been paid.",
    "closed_expired": "Its time is over. Nothing was charged. Go back to the shop to start again.",
    "closed_unknown": "There is no payment at this address. Check the link, or go back to the shop.",
    "back": "Back to the shop",
    "card_success": "pays",
    "card_3ds": "asks for confirmation first (3-D Secure)",
    "card_generic_decline": "is declined",
    "card_insufficient_funds": "has insufficient funds",
    "card_pends": "pays; its refund stays pending for a moment",
    "card_fails": "pays; its refund fails late",
    "card_disputes": "pays; its bank takes the money back a moment later",
}

DUTCH = {
    "title": "Betaling",
    "banner": "Testbetaalpagina. Hier gaat geen echt geld om.",
    "pay_to": "Je betaalt",
    "email": "E-mail",
    "method": "Betaalwijze",
    "card": "Kaart",
    "ideal": "iDEAL",
    "number": "Kaartnummer",
    "number_hint": "Een van de testkaarten hieronder. Typ hier nooit een echt kaartnummer.",
    "expiry": "Vervaldatum (MM/JJ)",
    "cvc": "Beveiligingscode (3 cijfers)",
    "holder": "Naam op de kaart",
    "pay": "Betaal {amount}",
    "cancel": "Terug zonder te betalen",
    "test_cards": "Testkaarten",
    "open_until": "Deze pagina is open tot {time}.",
    "needs_number": "Typ het nummer van een van de testkaarten hieronder. Deze pagina neemt geen echte kaarten aan.",
    "needs_expiry": "Typ een maand en jaar die niet voorbij zijn, zoals 12/34.",
    "needs_cvc": "Typ drie cijfers, zoals 123.",
    "needs_holder": "Typ een naam, zoals die op de kaart staat.",
    "generic_decline": "De kaart is geweigerd. Er is niets afgeschreven. Probeer een andere kaart.",
    "insufficient_funds": "Er staat te weinig op de kaart. Er is niets afgeschreven. Probeer een andere kaart.",
    "authentication_failed": "De betaling is niet bevestigd. Er is niets afgeschreven. Probeer het nog eens.",
    "problem": "De betaling is niet gelukt",
    "bank_title": "Bevestig je betaling",
    "bank_text": "Hier zou je bank vragen deze betaling van {amount} te bevestigen. De nabootsing vraagt alleen dit:",
    "confirm": "Betaling bevestigen",
    "refuse": "Betaling weigeren",
    "closed_title": "Deze betaalpagina is gesloten",
    "closed_complete": "Er is betaald.",
    "closed_expired": "De tijd is om. Er is niets afgeschreven. Ga terug naar de winkel om opnieuw te beginnen.",
    "closed_unknown": "Op dit adres is geen betaling. Controleer de link of ga terug naar de winkel.",
    "back": "Terug naar de winkel",
    "card_success": "betaalt",
    "card_3ds": "vraagt eerst om bevestiging (3-D Secure)",
    "card_generic_decline": "wordt geweigerd",
    "card_insufficient_funds": "heeft te weinig saldo",
    "card_pends": "betaalt; de terugbetaling blijft even in behandeling",
    "card_fails": "betaalt; de terugbetaling mislukt achteraf",
    "card_disputes": "betaalt; de bank haalt het geld even later terug",
}


def words(locale: str | None) -> dict[str, str]:
    """The words for a session's locale; English for a language that the page does not have."""
    return DUTCH if (locale or "").lower().startswith("nl") else ENGLISH


def language(locale: str | None) -> str:
    """The language that `words` answers in, for the page's `lang`."""
    return "nl" if words(locale) is DUTCH else "en"
