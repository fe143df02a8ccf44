"""What belongs to the whole site in a browser: the service worker, which must stand at the root, and the web app manifest."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe

from stoppress.press.languages import speaking
from stoppress.reader.answering import CACHING
from stoppress.stories.models import LiveBlog

#: What the worker may do: ask this site, and nothing else.
POLICY = "default-src 'none'; connect-src 'self'; base-uri 'none'"
#: A change of it, above all the switch, is to reach every browser soon; they ask at each visit.
WORKER_CACHING = "public, max-age=0, s-maxage=10"
_FOLDER = Path(__file__).parent / "root"
PAPER = "#fdfcf9"


@csrf_exempt
@require_safe
def service_worker(request: HttpRequest) -> HttpResponse:
    """The worker; or, switched off, one that removes itself and everything that was kept."""
    name = "sw.js" if settings.SERVICE_WORKER_IS_ON else "sw-off.js"
    response = HttpResponse(_script(name), content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = WORKER_CACHING
    response.headers["Content-Security-Policy"] = POLICY
    return response


@csrf_exempt
@require_safe
def manifest(request: HttpRequest) -> HttpResponse:
    """What an installed page is called and looks like; whether to offer it is left to the browser."""
    with speaking("en"):
        name = _newsroom() or _("Live coverage")
    icons = [_icon("icon-192.png", "192x192"), _icon("icon-512.png", "512x512")]
    icons.append(_icon("icon-maskable-512.png", "512x512") | {"purpose": "maskable"})
    said = {
        "id": "/",
        "name": name,
        "short_name": name,
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "lang": "en",
        "dir": "ltr",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": icons,
    }
    response = JsonResponse(said, content_type="application/manifest+json")
    response.headers["Cache-Control"] = CACHING
    response.headers["Content-Security-Policy"] = POLICY
    return response


def _newsroom() -> str:
    """The name when all public live blogs are of one newsroom; else empty."""
    names = LiveBlog.objects.public().order_by().values_list("newsroom__name", flat=True).distinct()[:2]
    return str(names[0]) if len(names) == 1 else ""


@lru_cache
def _script(name: str) -> str:
    return (_FOLDER / name).read_text()


def _icon(name: str, sizes: str) -> dict[str, str]:
    return {"src": static(f"reader/{name}"), "sizes": sizes, "type": "image/png"}
