"""What Azure adds to a resource that was sent: the client reads it without a look whether it is there."""

from typing import Any

_ADDED = {
    "models": {"flavors": {}},
    "deployments": {"scaleSettings": {"scaleType": "Default"}, "containerResourceRequirements": {}},
}


def answered(path: str, body: dict[str, Any]) -> dict[str, Any]:
    parts = path.split("/")
    added = next((_ADDED[part] for part in reversed(parts) if part in _ADDED), {})
    return {**body, "properties": {**added, **body.get("properties", {})}}
