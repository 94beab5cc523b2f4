"""What differs from one recording to the next gets a name that does not."""

import json
import re
from typing import Any

from workspace import ID, code_name

RANDOM = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"


def normal_names(recording: dict[str, Any]) -> dict[str, Any]:
    """The rules, all of them:

    1. A code version that was sent under a random name is called by its content hash, or by the address that it is at.
       So is an environment that is built at an address.
    2. A component that holds code of an address is called by it too: its version is a hash of that random name.
    3. The job's own name, random too where the file names none, is `JOB`; so is the display name made of it.
    4. The workspace's id is `WORKSPACE`, in ids and paths.
    """
    text = json.dumps(recording)
    for path, body in recording["sent"].items():
        match = re.fullmatch(f"PUT .*/(?:codes|environments)/({RANDOM})/versions/1", path)
        if match:
            text = text.replace(match[1], _settled_name(body["properties"]))
    for version, address in _components_at_addresses(json.loads(text)["sent"]):
        text = text.replace(version, f"with-{address}")
    for job in re.findall(r'"PUT [^"]*/jobs/([^"/]+)"', text):
        text = text.replace(f"/jobs/{job}", "/jobs/JOB").replace(f'"displayName": "{job}"', '"displayName": "JOB"')
    return json.loads(text.replace(ID, "WORKSPACE"))


def _settled_name(properties: dict[str, Any]) -> str:
    content = (properties.get("properties") or {}).get("hash_sha256")
    if content:
        return code_name(content)
    address = properties.get("codeUri") or properties["build"]["contextUri"]
    return f"at-{re.sub(r'[^a-z0-9]+', '-', address.lower())}"


def _components_at_addresses(sent: dict[str, Any]) -> list[tuple[str, str]]:
    found = []
    for path, body in sent.items():
        address = re.search('/codes/(at-[^/"]+)', json.dumps(body))
        if "/components/" in path and address:
            found.append((path.rsplit("/", 1)[1], address[1]))
    return found
