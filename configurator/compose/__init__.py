"""The configurator page and its JSON API: the address is the configuration, and a conflict is a question."""
