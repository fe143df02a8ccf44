"""The one list of calls: reading and writing add theirs, so that one address can have both."""

from ninja import Router

calls = Router()
