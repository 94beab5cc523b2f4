"""The official client, unmodified, on a workspace in memory."""

import contextlib
import io
import logging
import os
import warnings
from pathlib import Path
from typing import Any

import jwt
import yaml
from azure.ai.ml import MLClient, load_job, load_online_deployment, load_online_endpoint
from azure.ai.ml.exceptions import JobParsingError
from azure.core.credentials import AccessToken

import wire
import workspace
from workspace import Workspace


class Credential:
    """Gives a token that says for whom it is, as the client looks at its audience; nothing checks the signature."""

    def get_token(self, *scopes: str, **_: object) -> AccessToken:
        audience = scopes[0].removesuffix("/.default")
        claims = {"aud": audience, "tid": "00000000-0000-0000-0000-00000000000b"}
        return AccessToken(jwt.encode(claims, "no secret, as long as the algorithm asks for", "HS256"), 4_000_000_000)


def quiet() -> None:
    """Experimental classes warn at every use; what matters is in the requests."""
    warnings.simplefilter("ignore")
    logging.disable(logging.CRITICAL)
    os.environ["AZURE_ML_CLI_PRIVATE_FEATURES_ENABLED"] = "false"


LOADERS = {"endpoint": load_online_endpoint, "deployment": load_online_deployment}


def load(file: Path) -> Any:
    """What a file says, by the folder that it lies in: an endpoint, a deployment, or else a job."""
    return LOADERS.get(file.parent.name, load_job)(file, params_override=overrides(file))


def submit(azure: Workspace, file: Path) -> None:
    """As `az ml ... create --file` does."""
    with contextlib.redirect_stderr(io.StringIO()), contextlib.redirect_stdout(io.StringIO()):
        client = open_client(azure)
        if file.parent.name == "endpoint":
            client.online_endpoints.begin_create_or_update(load(file)).result()
        elif file.parent.name == "deployment":
            client.online_deployments.begin_create_or_update(load(file)).result()
        else:
            _submit_job(azure, client, file)


def _submit_job(azure: Workspace, client: MLClient, file: Path) -> None:
    """The client fails to read some of the answers to what it has sent."""
    try:
        client.jobs.create_or_update(load(file))
    except JobParsingError:
        if not any("/jobs/" in path for _, path, _ in azure.sent):
            raise


def overrides(file: Path) -> list[dict[str, Any]]:
    """The lines `path=value` of the `set.txt` that belongs to a file, as `az ml job create --set` hands them on."""
    lines = file.with_suffix("") / "set.txt"
    if not lines.exists():
        return []
    pairs = (line.split("=", 1) for line in lines.read_text(encoding="utf-8").splitlines())
    return [{path: yaml.safe_load(value)} for path, value in pairs]


def open_client(azure: Workspace) -> MLClient:
    wire.connect(azure.answer)
    return MLClient(
        Credential(),
        workspace.SUBSCRIPTION,
        workspace.GROUP,
        workspace.NAME,
        show_progress=False,
        enable_telemetry=False,
    )
