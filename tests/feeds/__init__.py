"""Feeds and sitemaps, read by parsers that others wrote."""
