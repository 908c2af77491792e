"""How large a product may be: what its files may ask of the site, so that a hostile one is refused quickly."""

FILE_BYTES = 2_000_000
"""One TOML file."""
TABLE_BYTES = 16_000_000
"""One CSV file of allowed combinations."""
FILES_READ = 40
"""Files of one product, shared rules and tables included."""
TOML_DEPTH = 12
"""Tables and lists inside each other."""
OPTIONS = 5_000
RULES = 10_000
IDS = 1_000_000
"""Option ids that all rules of a product name together; of rules that include, pairs of one that brings and one that
is brought."""
PARTS = 300_000
"""Parts of all packs together, in every market."""
ROWS = 250_000
"""Rows of all tables together."""
CELLS = 5_000_000
"""Rows × columns of all tables together."""
EXPRESSION_LENGTH = 4_000
"""Characters of one `if` or `then`."""
EXPRESSION_DEPTH = 30
"""Parentheses and `not` inside each other."""
LITERALS = 8_000_000
"""Literals in all clauses of a model."""
CONFLICTS = 50_000
"""Contradictions that a solver may meet while a product is checked, on all days on which rules begin or end."""
TURNING_DAYS = 50
"""Days on which rules begin or end."""
SHOWN = 20
"""Faults shown of one sort, where a product can have very many."""
FAULTS = 200
"""Faults shown of one product."""
