"""What somebody registered in the workspace earlier: of every name there is one latest version."""

import re
from typing import Any

LATEST = "7"
STORE = "azureml://datastores/workspaceblobstore/paths/registered/"


def registered(path: str) -> dict[str, Any] | None:
    """The resource that stands at the path of a latest version, as far as the client reads it."""
    match = re.search(f"/(environments|data|models|components)/([^/]+)/versions/{LATEST}$", path)
    return {"properties": _PROPERTIES[match[1]](match[2])} if match else None


_COMMAND = {"command": "echo", "environment": "azureml:training:3", "inputs": {}, "outputs": {}}
_PROPERTIES = {
    "environments": lambda name: {"image": f"docker.example/{name}:1", "osType": "Linux"},
    "data": lambda name: {"dataType": "mltable" if "table" in name else "uri_folder", "dataUri": STORE},
    "models": lambda name: {"modelType": "custom_model", "modelUri": f"{STORE}{name}", "flavors": {}},
    "components": lambda name: {
        "componentSpec": {"name": name, "version": LATEST, "type": "command"} | _COMMAND
    },
}
