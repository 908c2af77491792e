"""The shared edge: errors, headers, guards, languages, template filters. Knows no slice."""
