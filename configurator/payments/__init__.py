"""Money in and out through Stripe: the gateway, the event inbox, the ledger and refunds."""
