"""People: who they are, how they sign in, and what staff may do."""
