"""For translators: what readers are told, gathered from source and templates, and the catalogues of every language."""
