"""A workspace in memory that answers the client as Azure does, and keeps what it was sent."""

import re
from collections.abc import Callable
from typing import Any

from answered import answered
from blobs import Blobs, is_blob_host
from registered import LATEST, registered
from wire import Reply, Request

SUBSCRIPTION = "00000000-0000-0000-0000-00000000000a"
GROUP = "rg-mlops"
NAME = "ws-mlops"
ACCOUNT = "account"
ID = (
    f"/subscriptions/{SUBSCRIPTION}/resourceGroups/{GROUP}"
    f"/providers/Microsoft.MachineLearningServices/workspaces/{NAME}"
)


ASSETS = "(?:environments|data|models|components)"


class Workspace:
    """Remembers code by its content hash and every other resource by its path; knows all that a file refers to."""

    def __init__(self) -> None:
        self.blobs = Blobs()
        self.resources: dict[str, dict[str, Any]] = {}
        self.sent: list[tuple[str, str, Any]] = []
        self._rules: list[tuple[str, re.Pattern[str], Callable[[Request], Reply]]] = [
            ("GET", _arm("/codes/[^/]+/versions"), self._code_by_hash),
            ("POST", _arm("/codes/[^/]+/versions/[^/]+/startPendingUpload"), _pending_upload),
            ("GET", _arm("/datastores/[^/]+"), _datastore),
            ("POST", _arm("/datastores/[^/]+/listSecrets"), _secrets),
            ("GET", _arm("/computes/[^/]+"), _compute),
            ("GET", _arm(f"/{ASSETS}/[^/]+/versions"), _versions),
            ("GET", _arm(f"/{ASSETS}/[^/]+"), _container),
            ("GET", _arm("/onlineEndpoints/[^/]+"), _endpoint),
            ("PUT", _arm("/.+"), self._put),
            ("GET", _arm("/.+"), self._get),
            ("GET", _arm(""), _workspace),
        ]

    def answer(self, request: Request) -> Reply:
        if is_blob_host(request.host):
            return self.blobs.answer(request)
        for method, path, reply in self._rules:
            if request.method == method and path.fullmatch(request.path):
                return reply(request)
        return _failure(501, "NotEmulated", f"{request.method} {request.host}{request.path} has no answer here.")

    def _put(self, request: Request) -> Reply:
        body = request.json()
        self.sent.append((request.method, request.path, body))
        self.resources[request.path] = body
        hashed = _hash_of(body)
        if hashed:
            self.resources[code_path(hashed)] = body
        return Reply(201, _resource(request.path, body))

    def _get(self, request: Request) -> Reply:
        body = self.resources.get(request.path) or registered(request.path)
        if body is None:
            return _failure(404, "UserError", f"Not found: {request.path}")
        return Reply(200, _resource(request.path, body))

    def _code_by_hash(self, request: Request) -> Reply:
        path = code_path(request.first("hash"))
        known = self.resources.get(path)
        return Reply(200, {"value": [_resource(path, known)] if known else []})


def code_path(content_hash: str) -> str:
    """Where a code version stands that was found by its hash; the name that it was sent with is random."""
    return f"{ID}/codes/{code_name(content_hash)}/versions/1"


def code_name(content_hash: str) -> str:
    return "-".join((content_hash[:8], *(content_hash[at : at + 4] for at in (8, 12, 16)), content_hash[20:32]))


def _arm(path: str) -> re.Pattern[str]:
    return re.compile(re.escape(ID) + path, re.IGNORECASE)


def _hash_of(body: dict[str, Any]) -> str | None:
    properties = body.get("properties", {}).get("properties") or {}
    return properties.get("hash_sha256")


def _resource(path: str, body: dict[str, Any]) -> dict[str, Any]:
    return {**answered(path, body), "id": path, "name": path.rsplit("/", 1)[1], "type": "any"}


def _failure(status: int, code: str, message: str) -> Reply:
    return Reply(status, {"error": {"code": code, "message": message}})


def _workspace(_: Request) -> Reply:
    properties = {"discoveryUrl": "https://discovery.example/discovery", "workspaceId": SUBSCRIPTION}
    return Reply(200, {"id": ID, "name": NAME, "location": "westeurope", "properties": properties})


def _compute(request: Request) -> Reply:
    return Reply(200, _resource(request.path, {"properties": {"computeType": "AmlCompute", "properties": {}}}))


def _endpoint(request: Request) -> Reply:
    """There is one of every name: a deployment is only asked for where its endpoint is."""
    return Reply(200, _resource(request.path, {"location": "westeurope", "properties": {"authMode": "Key"}}))


def _datastore(request: Request) -> Reply:
    name = request.path.rsplit("/", 1)[1]
    properties = {
        "datastoreType": "AzureBlob",
        "accountName": ACCOUNT,
        "containerName": f"container-of-{name}",
        "endpoint": "core.windows.net",
        "protocol": "https",
        "isDefault": name == "workspaceblobstore",
        "credentials": {"credentialsType": "Sas"},
    }
    return Reply(200, {"id": request.path, "name": name, "properties": properties})


def _secrets(_: Request) -> Reply:
    return Reply(200, {"secretsType": "Sas", "sasToken": "sv=1&sig=signature"})


def _pending_upload(_: Request) -> Reply:
    uri = f"https://{ACCOUNT}.blob.core.windows.net/code-container"
    credential = {"credentialType": "SAS", "sasUri": f"{uri}?sv=1&sig=signature"}
    return Reply(200, {"blobReferenceForConsumption": {"blobUri": uri, "credential": credential}})


def _versions(request: Request) -> Reply:
    path = f"{request.path}/{LATEST}"
    return Reply(200, {"value": [_resource(path, registered(path) or {})]})


def _container(request: Request) -> Reply:
    return Reply(200, _resource(request.path, {"properties": {"latestVersion": LATEST, "nextVersion": "8"}}))
