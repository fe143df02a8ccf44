"""A provider of single sign-on on this machine: TLS, the authorization code once, PKCE checked, keys that it changes."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import ssl
import threading
from collections.abc import Sequence
from http.client import HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

from stoppress.toolkit import clock
from stoppress.toolkit.outbound import Bounds, Outbound

HOST, HERE = "id.courier.example", "127.0.0.1"
CLIENT, SECRET = "stoppress", "a secret"
_BASIC = "Basic " + base64.b64encode(b"stoppress:a%20secret").decode()


class Provider:
    """Serves until it is closed; `person` is who sits before it and says yes."""

    def __init__(self, contexts: tuple[ssl.SSLContext, ssl.SSLContext]) -> None:
        serving, self._trusting = contexts
        self.person: dict[str, Any] = {
            "sub": "alice-1",
            "email": "alice@courier.example",
            "email_verified": True,
        }
        self.change_key()
        self.asked: list[str] = []
        self._codes: dict[str, dict[str, str]] = {}
        self._server = ThreadingHTTPServer((HERE, 0), _handler_of(self))
        self._server.socket = serving.wrap_socket(self._server.socket, server_side=True)
        self.port = int(self._server.server_address[1])
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def issuer(self) -> str:
        return f"https://{HOST}:{self.port}"

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def change_key(self) -> None:
        """From now on another key signs, and the old one is published no more."""
        self.key = RSAKey.generate_key(2048, {"kid": secrets.token_hex(4), "use": "sig"})

    def outbound(self) -> Outbound:
        """Our door to the outside, as far as this machine."""

        async def resolve(_host: str) -> Sequence[str]:
            return (HERE,)

        bounds = Bounds(may_reach=lambda address: address == HERE, ports=frozenset({self.port}))
        return Outbound(bounds, resolve, self._trusting)

    def visit(self, address: str) -> str:
        """The browser goes there, and is sent back to this address."""
        there = urlsplit(address)
        assert there.hostname == HOST
        connection = HTTPSConnection(HOST, self.port, context=self._trusting, timeout=10)
        connection._create_connection = _to_this_machine  # type: ignore[attr-defined]
        connection.request("GET", f"{there.path}?{there.query}")
        answer = connection.getresponse()
        answer.read()
        connection.close()
        assert answer.status == 302
        return str(answer.headers["Location"])

    def about(self) -> dict[str, Any]:
        ends = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        return {"issuer": self.issuer} | {name: f"{self.issuer}/{path}" for name, path in ends.items()}

    def code_for(self, wish: dict[str, str]) -> str:
        assert (wish["response_type"], wish["client_id"], wish["code_challenge_method"]) == (
            "code",
            CLIENT,
            "S256",
        )
        code = secrets.token_urlsafe(12)
        self._codes[code] = wish
        back = {"code": code, "state": wish["state"], "iss": self.issuer}
        return f"{wish['redirect_uri']}?{urlencode(back)}"

    def token_for(self, form: dict[str, str], authorization: str) -> dict[str, Any] | None:
        """None where the code was used, or the verifier, the address or the secret is another."""
        wish = self._codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if wish is None or authorization != _BASIC:
            return None
        if (wish["code_challenge"], wish["redirect_uri"]) != (challenge, form.get("redirect_uri")):
            return None
        now = int(clock.now().timestamp())
        claims = {"iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": wish["nonce"]}
        said = jwt.encode({"alg": "RS256", "kid": self.key.kid}, claims | self.person, self.key)
        return {"id_token": said, "access_token": "unused", "token_type": "Bearer"}


def _to_this_machine(address: tuple[str, int], *more: Any, **named: Any) -> Any:
    import socket

    return socket.create_connection((HERE, address[1]), *more, **named)


def _handler_of(provider: Provider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            there = urlsplit(self.path)
            provider.asked.append(there.path)
            if there.path == "/authorize":
                return self._answer(302, {}, provider.code_for(dict(parse_qsl(there.query))))
            found = {
                "/.well-known/openid-configuration": provider.about,
                "/keys": lambda: {"keys": [provider.key.as_dict(private=False)]},
            }[there.path]
            return self._answer(200, found())

        def do_POST(self) -> None:
            provider.asked.append(self.path)
            form = dict(parse_qsl(self.rfile.read(int(self.headers["Content-Length"])).decode()))
            token = provider.token_for(form, self.headers.get("Authorization", ""))
            self._answer(200, token) if token else self._answer(400, {"error": "invalid_grant"})

        def log_message(self, *_: object) -> None:
            """Nothing is printed between the dots of the tests."""

        def _answer(self, status: int, body: dict[str, Any], to: str = "") -> None:
            said = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(said)))
            if to:
                self.send_header("Location", to)
            self.end_headers()
            self.wfile.write(said)

    return Handler
