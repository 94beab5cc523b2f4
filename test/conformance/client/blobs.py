"""Blob storage in memory: names, sizes and metadata."""

from dataclasses import dataclass, field

from wire import Reply, Request

METADATA = "x-ms-meta-"


@dataclass
class Blob:
    size: int
    metadata: dict[str, str] = field(default_factory=dict)


def is_blob_host(host: str) -> bool:
    return ".blob." in host


class Blobs:
    """The key is `container/name`."""

    def __init__(self) -> None:
        self.blobs: dict[str, Blob] = {}

    def answer(self, request: Request) -> Reply:
        key = request.path.lstrip("/")
        if request.method == "PUT" and request.first("comp") == "metadata":
            self.blobs[key].metadata = _metadata(request)
            return Reply(200, headers={"ETag": '"2"'})
        if request.method == "PUT":
            self.blobs[key] = Blob(len(request.body), _metadata(request))
            return Reply(201, headers={"ETag": '"1"'})
        return self._properties(key)

    def _properties(self, key: str) -> Reply:
        blob = self.blobs.get(key)
        if blob is None:
            return Reply(404, headers={"x-ms-error-code": "BlobNotFound"})
        told = {METADATA + name: value for name, value in blob.metadata.items()}
        return Reply(200, headers={"ETag": '"1"', "Content-Length": str(blob.size), **told})


def _metadata(request: Request) -> dict[str, str]:
    return {
        name.removeprefix(METADATA): value for name, value in request.headers.items() if name.startswith(METADATA)
    }
