"""The first page that a reader loads: bytes on the wire, gzipped, with all that it needs to be whole."""

from __future__ import annotations

import gzip
import posixpath
import re
from collections.abc import Iterator
from urllib.parse import urljoin, urlsplit

from selectolax.lexbor import LexborHTMLParser

from bench import product
from bench.client import Answer, Client, wanted
from bench.plan import Bench
from bench.table import NotRun, Row, Target

#: What a module needs before it runs; one that is imported without being awaited comes later, to those who need it.
IMPORTS = re.compile(rb"""(?:\bfrom\s*|\bimport\s*|\bawait\s+import\s*\(\s*)["']([^"'\n]+)["']""")
STYLE_IMPORTS = re.compile(rb"""@import\s+(?:url\()?\s*["']([^"'\n]+)["']""")


def measure(bench: Bench) -> Iterator[Row]:
    """HTML of 20 posts, style sheets and scripts, as the running server sends them to one who takes gzip."""
    whole, script = Target(40.0), Target(10.0)
    what = "first page with 20 posts, gzipped: HTML + CSS + script"
    try:
        with product.whole(bench.server_core, posts=40) as subject:
            sizes, unpacked = weigh(Client(subject.server.port), f"/{subject.server.extras['slug']}/")
    except NotRun as reason:
        yield Row(what, unit="kB", target=whole, not_run=str(reason))
        return
    remark = ("sent unpacked: " + ", ".join(unpacked)) if unpacked else ""
    yield Row(what, [sum(sizes.values()) / 1000], "kB", target=whole, remark=remark)
    yield Row("of it the script", [sizes["script"] / 1000], "kB", target=script)
    yield Row("of it the HTML", [sizes["html"] / 1000], "kB")
    yield Row("of it the CSS", [sizes["css"] / 1000], "kB")


def weigh(client: Client, page: str) -> tuple[dict[str, int], list[str]]:
    """Bytes by kind, and the addresses that came without gzip although it was offered."""
    sizes, unpacked = {"html": 0, "css": 0, "script": 0}, []
    waiting, seen = [("html", page)], set()
    while waiting:
        kind, address = waiting.pop()
        if address in seen:
            continue
        seen.add(address)
        answer = wanted(client.get(address, Accept_Encoding="gzip"), address)
        sizes[kind] += len(answer.body)
        if kind == "html" and (style := style_within(content_of(answer))):
            sizes["css"] += style
            sizes["html"] -= style
        if answer.headers.get("content-encoding") != "gzip" and len(answer.body) > 500:
            unpacked.append(posixpath.basename(address) or address)
        waiting += needed(kind, address, content_of(answer))
    return sizes, unpacked


def style_within(html: bytes) -> int:
    """About what the style that stands in the page adds to its packed bytes."""
    texts = re.findall(rb"<style>(.*?)</style>", html, re.DOTALL)
    return len(gzip.compress(b"".join(texts))) if texts else 0


def needed(kind: str, address: str, content: bytes) -> list[tuple[str, str]]:
    """What this file makes the browser load: style sheets, scripts, and what these import."""
    if kind == "html":
        return [(sort, own) for sort, link in linked(content) if (own := on_this_server(address, link))]
    pattern = STYLE_IMPORTS if kind == "css" else IMPORTS
    found = [
        on_this_server(address, link.decode()) for link in pattern.findall(content) if is_address(kind, link)
    ]
    return [(kind, own) for own in found if own]


def linked(html: bytes) -> list[tuple[str, str]]:
    """Style sheets, scripts and preloaded modules that the HTML names."""
    tree = LexborHTMLParser(html.decode())
    sheets = [("css", node.attributes.get("href")) for node in tree.css('link[rel~="stylesheet"]')]
    modules = [("script", node.attributes.get("href")) for node in tree.css('link[rel~="modulepreload"]')]
    scripts = [("script", node.attributes.get("src")) for node in tree.css("script[src]")]
    return [(kind, address) for kind, address in sheets + modules + scripts if address]


def is_address(kind: str, link: bytes) -> bool:
    """Whether an import names a file, and not a word in a string."""
    return kind == "css" or link.startswith((b".", b"/"))


def on_this_server(base: str, link: str) -> str:
    """The path of a link; empty for what another server has."""
    parts = urlsplit(urljoin(f"http://127.0.0.1{base}", link))
    return parts.path if parts.hostname in ("127.0.0.1", "localhost") else ""


def content_of(answer: Answer) -> bytes:
    """The body unpacked."""
    return gzip.decompress(answer.body) if answer.headers.get("content-encoding") == "gzip" else answer.body
