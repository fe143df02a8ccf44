"""Ready answers by address, kept while the head at which they were made stands; bounded for all live blogs together."""

from __future__ import annotations

from stoppress.edge.answers import Answer


class Kept:
    """Answers by raw path. `by_path` may be read directly: one look-up is all that a hot page costs."""

    def __init__(self, most_bytes: int) -> None:
        self.by_path: dict[bytes, Answer] = {}
        self._paths: dict[str, set[bytes]] = {}
        self._owners: dict[bytes, str] = {}
        self._most_bytes = most_bytes
        self.bytes = 0

    def keep(self, slug: str, path: bytes, answer: Answer) -> Answer:
        """Hold this answer until `drop` is called for its live blog, or until there is no more room for it."""
        self._let_go(path)
        self.by_path[path] = answer
        self._paths.setdefault(slug, set()).add(path)
        self._owners[path] = slug
        self.bytes += answer.weight
        while self.bytes > self._most_bytes and len(self.by_path) > 1:
            self._let_go(next(iter(self.by_path)))
        return answer

    def drop(self, slug: str) -> None:
        """The live blog has moved on: nothing of it holds any more."""
        for path in tuple(self._paths.get(slug, ())):
            self._let_go(path)

    def _let_go(self, path: bytes) -> None:
        held = self.by_path.pop(path, None)
        if held is None:
            return
        self.bytes -= held.weight
        slug = self._owners.pop(path)
        paths = self._paths[slug]
        paths.discard(path)
        if not paths:
            del self._paths[slug]
