"""The official client, unmodified, on a workspace in memory."""

import logging
import os
import warnings

import jwt
from azure.ai.ml import MLClient
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
