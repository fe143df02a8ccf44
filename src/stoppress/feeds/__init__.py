"""Feeds and sitemaps, made of the parts of wires alone: what readers cannot see is not within reach here."""
