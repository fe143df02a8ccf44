"""The measures, by the name that `--only` takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from bench.measures import (
    beside,
    desk,
    editors,
    first_page,
    length,
    pages,
    publishing,
    reading,
    resume,
    schedule,
    streams,
)
from bench.plan import Bench
from bench.table import Row

MEASURES: dict[str, Callable[[Bench], Iterator[Row]]] = {
    "streams": streams.measure,
    "beside": beside.measure,
    "resume": resume.measure,
    "pages": pages.measure,
    "publishing": publishing.measure,
    "schedule": schedule.measure,
    "length": length.measure,
    "first-page": first_page.measure,
    "reading": reading.measure,
    "desk": desk.measure,
    "editors": editors.measure,
}
