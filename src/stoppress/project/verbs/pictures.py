"""`stoppress pictures fetch`."""

from __future__ import annotations

import asyncio
from argparse import Namespace
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from stoppress.project.shell import writing

T = TypeVar("T")


class _OwnThread:
    """Where this command reads and writes rows."""

    def __init__(self) -> None:
        self._thread = ThreadPoolExecutor(max_workers=1)

    async def do(self, work: Callable[[], T]) -> T:
        return await asyncio.wrap_future(self._thread.submit(work))


def fetch(options: Namespace) -> int:
    """Bring in the pictures that posts show from other houses; 1 when some did not come, each with the reason."""
    with writing():
        from stoppress.media import foreign
        from stoppress.media.models import Foreign, Stage
        from stoppress.publishing import foreign_pictures

        if options.again:
            for row in Foreign.objects.exclude(stage=Stage.KEPT):
                foreign.again(row)
        foreign_pictures.ask_for_all()
        asyncio.run(_bring_in())
        left = list(Foreign.objects.exclude(stage=Stage.KEPT).order_by("address"))
        for row in left:
            print(f"{row.address}: {row.why or 'its server does not answer now; it is asked again'}")
        print(f"{Foreign.objects.filter(stage=Stage.KEPT).count()} are here, {len(left)} are not.")
        return 1 if left else 0


async def _bring_in() -> None:
    from django.db import connections

    from stoppress.project.picture_fetcher import PictureFetcher

    own = _OwnThread()
    fetcher = PictureFetcher(own)
    while await fetcher.fetch_one():
        pass
    await own.do(connections.close_all)
