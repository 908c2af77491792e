"""Documents of an order: numbered without gaps, issued once, kept as they were written, and shown as PDF."""
