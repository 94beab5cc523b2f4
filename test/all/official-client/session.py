"""The official client, as it comes from the package index, connected to a local Azure."""

import json
import os
import socket
import sys
from pathlib import Path

ARM_SCOPE = "https://management.azure.com"


class LocalCredential:
    """Asks for Azure's own audience where the client composes one from the address of Resource Manager."""

    def __init__(self, inner, resource_manager):
        self._inner = inner
        self._resource_manager = resource_manager

    def get_token(self, *scopes, **options):
        known = [scope.replace(self._resource_manager, ARM_SCOPE) for scope in scopes]
        return self._inner.get_token(*known, **options)


def resolve_locally():
    """The client composes the host of a storage account from its name; here every such host is this machine."""
    resolve = socket.getaddrinfo

    def getaddrinfo(host, *arguments, **options):
        local = isinstance(host, str) and host.endswith(".localhost")
        return resolve("127.0.0.1" if local else host, *arguments, **options)

    socket.getaddrinfo = getaddrinfo


def connect(description_file):
    """An MLClient for the workspace that the description names."""
    azure = json.loads(Path(description_file).read_text(encoding="utf-8"))
    os.environ["REQUESTS_CA_BUNDLE"] = os.environ["SSL_CERT_FILE"] = azure["caFile"]
    resolve_locally()
    from azure.ai.ml import MLClient
    from azure.identity import ClientSecretCredential

    endpoints = azure["endpoints"]
    secret = ClientSecretCredential(
        azure["tenantId"],
        azure["clientId"],
        azure["clientSecret"],
        authority=endpoints["activeDirectory"],
        disable_instance_discovery=True,
    )
    return MLClient(
        LocalCredential(secret, endpoints["resourceManager"]),
        azure["subscriptionId"],
        azure["resourceGroup"],
        azure["workspace"],
        enable_telemetry=False,
        show_progress=False,
        cloud="LocalAzure",
        cloud_metadata={
            "azure_portal": "https://portal.azure.com",
            "resource_manager": endpoints["resourceManager"],
            "active_directory": endpoints["activeDirectory"],
            "aml_resource_id": "https://ml.azure.com",
            "storage_endpoint": "core." + endpoints["blob"].removeprefix("https://"),
            "registry_discovery_endpoint": endpoints["dataPlane"],
        },
    )


def enter_environment():
    """Goes on in the environment of the conformance tests, which holds the client at its pinned version."""
    tests = Path(__file__).resolve().parents[2]
    sys.path.insert(0, str(tests / "conformance" / "client"))
    import environment

    environment.enter()
