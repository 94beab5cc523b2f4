"""What differs from one recording to the next gets a name that does not."""

import json
import re
from typing import Any

from workspace import ID, code_name

RANDOM = "[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"


def normal_names(recording: dict[str, Any]) -> dict[str, Any]:
    """The rules, all of them:

    1. A code version that was sent under a random name is called by its content hash, or by its Git address.
    2. The job's own name, random too where the file names none, is `JOB`; so is the display name made of it.
    3. The workspace's id is `WORKSPACE`, in ids and paths.
    """
    text = json.dumps(recording)
    for path, body in recording["sent"].items():
        match = re.fullmatch(f"PUT .*/codes/({RANDOM})/versions/1", path)
        if match:
            text = text.replace(match[1], _settled_name(body))
    for job in re.findall(r'"PUT [^"]*/jobs/([^"/]+)"', text):
        text = text.replace(f"/jobs/{job}", "/jobs/JOB").replace(f'"displayName": "{job}"', '"displayName": "JOB"')
    return json.loads(text.replace(ID, "WORKSPACE"))


def _settled_name(body: dict[str, Any]) -> str:
    properties = body["properties"]
    content = (properties.get("properties") or {}).get("hash_sha256")
    return code_name(content) if content else f"at-{re.sub(r'[^a-z0-9]+', '-', properties['codeUri'].lower())}"
