"""Finding posts at the desk by their words, whatever their standing: an index of rows, kept within the act that writes them."""
