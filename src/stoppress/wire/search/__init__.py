"""Finding posts by their words: kept in the same transaction as the wire, so that it knows what is public and nothing else."""
