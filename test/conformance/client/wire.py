"""The network of this process: every request ends here, below all of the client's own code."""

import io
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3 import HTTPResponse


@dataclass(frozen=True)
class Request:
    method: str
    host: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: bytes

    def first(self, name: str) -> str:
        """The value of a query parameter, or the empty text."""
        return self.query.get(name, [""])[0]

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Reply:
    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)


def connect(answer: Callable[[Request], Reply]) -> None:
    """From now on `answer` is the whole network. The client's pipelines, policies and serializers stay as they are."""

    def send(adapter: HTTPAdapter, request: requests.PreparedRequest, **_: Any) -> requests.Response:
        reply = answer(_read(request))
        return adapter.build_response(request, _written(reply, request.method))

    HTTPAdapter.send = send


def _read(request: requests.PreparedRequest) -> Request:
    url = urlsplit(request.url)
    headers = {name.lower(): str(value) for name, value in request.headers.items()}
    return Request(
        request.method, url.netloc, unquote(url.path), parse_qs(url.query), headers, _bytes(request.body)
    )


def _bytes(body: Any) -> bytes:
    if body is None:
        return b""
    if hasattr(body, "read"):
        return body.read()
    return body.encode() if isinstance(body, str) else bytes(body)


def _written(reply: Reply, method: str) -> HTTPResponse:
    content = b"" if reply.body is None else json.dumps(reply.body).encode()
    headers = {"Content-Type": "application/json", "Content-Length": str(len(content)), **reply.headers}
    return HTTPResponse(
        io.BytesIO(content), headers=headers, status=reply.status, preload_content=False, request_method=method
    )
