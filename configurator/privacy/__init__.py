"""Privacy: people see what is kept about them, take it along, and have it deleted."""
