"""Shows the archive to this machine: static files over HTTP on 127.0.0.1, read-only."""

import os
import re
import shutil
import sys
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Final
from urllib.parse import quote, unquote

from marketwrap.base.errors import ConfigError
from marketwrap.delivery.archive.listing import PAGE

ADDRESS: Final = "127.0.0.1"
#: names of this machine; any other in the Host header is a web page that wants to read along (DNS rebinding)
_HOST: Final = re.compile(r"(127\.0\.0\.1|localhost)(:\d{1,5})?", re.IGNORECASE)
_TYPES: Final = {
    ".html": "text/html; charset=utf-8",
    ".json": "application/json",
    ".md": "text/markdown; charset=utf-8",
    ".pdf": "application/pdf",
    ".txt": "text/plain; charset=utf-8",
    ".xml": "application/atom+xml; charset=utf-8",
}
_HEADERS: Final = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": "frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


class Server(ThreadingHTTPServer):
    """Listens on 127.0.0.1; ``port`` 0 takes a free one. Raises ConfigError when it cannot."""

    daemon_threads = True

    def __init__(self, out: Path, port: int) -> None:
        self.root = out.resolve()
        try:
            super().__init__((ADDRESS, port), _Handler)
        except OSError as error:
            raise ConfigError(
                f"port {port}: {error.strerror}", where="--port", remedy="name another one"
            ) from error

    @property
    def url(self) -> str:
        """Where the index is."""
        return f"http://{ADDRESS}:{self.server_port}/"

    def handle_error(self, request: object, client_address: object) -> None:
        """A reader who goes away is no error."""
        if not isinstance(sys.exception(), ConnectionError | TimeoutError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]  # passed on as it came


def locate(root: Path, asked: str) -> Path | None:
    """The file for a decoded path, which of a folder is its index; None where there is none to be shown.

    Nothing whose name begins with a dot and nothing outside ``root``, wherever links lead.
    """
    path = _inside(root, root / asked.lstrip("/"))
    if path and path.is_dir():
        path = _inside(root, path / PAGE)
    elif asked.endswith("/"):
        return None
    return path if path and path.is_file() else None


def _inside(root: Path, path: Path) -> Path | None:
    """The path with links followed; None where it leads out, is hidden or does not exist."""
    try:
        found = path.resolve(strict=True)
    except (OSError, RuntimeError, ValueError):
        return None  # not there, too long, links in a circle, or a name that no file can have
    if not found.is_relative_to(root):
        return None
    parts = (*path.relative_to(root).parts, *found.relative_to(root).parts)
    return None if any(part.startswith(".") for part in parts) else found


class _Handler(BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"
    #: seconds after which a connection without a request is closed
    timeout = 30

    def do_GET(self) -> None:
        """Send a file."""
        hosts = self.headers.get_all("Host", [])
        asked = unquote(self.path.partition("?")[0])
        path = locate(self.server.root, asked)
        if len(hosts) != 1 or not _HOST.fullmatch(hosts[0]):
            self.send_error(HTTPStatus.MISDIRECTED_REQUEST)
        elif path is None:
            self.send_error(HTTPStatus.NOT_FOUND)
        elif path.name == PAGE and not asked.endswith(("/", PAGE)):
            self._redirect(f"/{quote(asked.strip('/'))}/")
        else:
            self._send(path)

    do_HEAD = do_GET  # noqa: N815  # the library's names

    def do_POST(self) -> None:
        """Refuse what is not reading."""
        self.send_error(HTTPStatus.METHOD_NOT_ALLOWED)

    do_PUT = do_DELETE = do_PATCH = do_OPTIONS = do_POST  # noqa: N815

    def _send(self, path: Path) -> None:
        with path.open("rb") as file:
            self.send_response(HTTPStatus.OK)
            self.send_header("Content-Type", _TYPES.get(path.suffix, "application/octet-stream"))
            self.send_header("Content-Length", str(os.fstat(file.fileno()).st_size))
            self.end_headers()
            if self.command != "HEAD":
                shutil.copyfileobj(file, self.wfile)

    def _redirect(self, where: str) -> None:
        self.send_response(HTTPStatus.MOVED_PERMANENTLY)
        self.send_header("Location", where)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def send_response(self, code: int, message: str | None = None) -> None:
        """With what protects readers, on errors too."""
        super().send_response(code, message)
        for name, value in _HEADERS.items():
            self.send_header(name, value)
        if code == HTTPStatus.METHOD_NOT_ALLOWED:
            self.send_header("Allow", "GET, HEAD")

    def version_string(self) -> str:
        """Tell no version."""
        return "marketwrap"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the library's name
        """Say nothing."""
