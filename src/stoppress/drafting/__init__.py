"""Suggestions from text alone, offline and deterministic: it proposes, an editor disposes."""
