"""The app that is served: security headers, our fonts, the language of the document, warm-up. Nothing else.

``streamlit run dashboard.py`` recognises ``app`` by itself. The menu lies in pages/menu.py, so that no
folder called ``pages`` stands beside the script that Streamlit runs: that would start its old multipage
mode, in which a deep link on a fresh server runs a page without menu, filters and sign-in.
"""

import base64
import hashlib
import importlib
import re
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Mount
from starlette.staticfiles import StaticFiles

from clm_core.texts import Language
from pages.shared import messages

PROJECT = Path(__file__).resolve().parent
SLOW_IMPORTS = ("pandas", "pyarrow.parquet", "duckdb", "sqlalchemy", "babel.dates", "altair", "openpyxl")
NOT_DOCUMENTS = re.compile(r"^/(_stcore|media|component|static|assets|vendor|upload)\b|\.\w{2,5}$")

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


def _documents() -> dict[Language, str]:
    """Streamlit's start page in each language, with our few styles and the translation of its built-in words."""
    page = (Path(st.__file__).parent / "static" / "index.html").read_text("utf-8")
    own = '<link rel="stylesheet" href="/assets/shell.css">\n    <script defer src="/assets/builtin_words.js"></script>'
    page = page.replace("<title>Streamlit</title>", "<title>Closed Loop</title>", 1)
    page = page.replace("</head>", f"{own}\n  </head>", 1)
    # Its font is not ours: loading it first would only delay the page.
    page = re.sub(r"<link\s+rel=\"preload\"[^>]*SourceSans[^>]*>", "", page)
    return {language: page.replace('<html lang="en">', f'<html lang="{language}">', 1) for language in Language}


def _content_security_policy(document: str) -> str:
    """What a browser may load: from this server only; inline scripts only those that Streamlit ships."""
    inline = re.findall(r"<script>(.*?)</script>", document, flags=re.DOTALL)
    digests = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in inline]
    scripts = " ".join(["'self'", *(f"'sha256-{digest}'" for digest in digests)])
    return (
        f"default-src 'self'; script-src {scripts}; style-src 'self' 'unsafe-inline'; "
        "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
        "frame-ancestors 'none'; object-src 'none'; base-uri 'self'; form-action 'self'"
    )


class OwnDocuments:
    """Answers page addresses with our start page and puts security headers on every answer."""

    def __init__(self, app: Callable[[Message, Receive, Send], Awaitable[None]]) -> None:
        self.app = app
        self.documents = _documents()
        self.headers = [
            (b"content-security-policy", _content_security_policy(self.documents[Language.EN]).encode()),
            (b"x-content-type-options", b"nosniff"),
            (b"referrer-policy", b"same-origin"),
            (b"x-frame-options", b"DENY"),
        ]

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """The ASGI interface."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *self.headers]
            await send(message)

        request = Request(scope)
        if _is_document(request):
            response = HTMLResponse(self.documents[_language(request)], headers={"cache-control": "no-cache"})
            await response(scope, receive, send_with_headers)
        else:
            await self.app(scope, receive, send_with_headers)


def _is_document(request: Request) -> bool:
    is_page = request.method in {"GET", "HEAD"} and not NOT_DOCUMENTS.search(request.url.path)
    return is_page and "text/html" in request.headers.get("accept", "")


def _language(request: Request) -> Language:
    asked = request.query_params.get("lang") or request.headers.get("accept-language", "")
    return Language.DE if asked.lower().startswith("de") else Language.EN


def _warm_up() -> None:
    for name in SLOW_IMPORTS:
        importlib.import_module(name)


@asynccontextmanager
async def _lifespan(_app: st.App) -> AsyncIterator[None]:
    """Imports what is slow while nobody waits yet."""
    threading.Thread(target=_warm_up, name="warm-up", daemon=True).start()
    yield


app = st.App(
    "pages/menu.py",
    lifespan=_lifespan,
    middleware=[Middleware(OwnDocuments)],
    routes=[Mount("/assets", StaticFiles(directory=PROJECT / "static"))],
    on_script_error=messages.show_bug,
)
