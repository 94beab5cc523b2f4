import json
from pathlib import Path
from typing import Any, ClassVar

import azureml.ai.monitoring.config.config as monitoring_config
import azureml.ai.monitoring.init as monitoring
import pandas as pd
import pytest
from conftest import SAMPLE, Fitted

import score
from chd import collection
from chd.model_folder import describe, save

REQUEST = (SAMPLE / "sample-request.json").read_text(encoding="utf-8")


class Recorder:
    """Stands in for Azure's collector: keeps the frames that it is handed."""

    taken: ClassVar[list[tuple[str, pd.DataFrame, object]]] = []

    def __init__(self, *, name: str, on_error: Any) -> None:
        self.name, self.on_error = name, on_error

    def collect(self, data: pd.DataFrame, correlation_context: object = None) -> object:
        self.taken.append((self.name, data, correlation_context))
        return correlation_context or "the context"


class Refusing(Recorder):
    """Can take nothing, as a collector whose queue is full."""

    def collect(self, data: pd.DataFrame, correlation_context: object = None) -> object:
        self.on_error(RuntimeError("queue is full"))
        return correlation_context


@pytest.fixture(autouse=True)
def forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    """The library reads its configuration once for each process; each test here is a process of its own to it."""
    for name in ("AZUREML_MDC_CONFIG_PATH", "AZUREML_MDC_ENABLED"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(Recorder, "taken", [])
    teardown = getattr(monitoring, "teardown", None)
    if teardown:
        teardown()
    monitoring_config.teardown_config()


def serve(monkeypatch: pytest.MonkeyPatch, fitted: Fitted, root: Path) -> dict[str, Any]:
    """The answer to the sample request of a server that has just started."""
    save(describe(fitted.classifier), root / "model")
    monkeypatch.setenv("AZUREML_MODEL_DIR", str(root))
    score.init()
    answer = score.run(REQUEST)
    assert isinstance(answer, dict)
    return answer


def test_what_was_asked_and_answered_is_collected_under_one_context(
    monkeypatch: pytest.MonkeyPatch, fitted: Fitted, tmp_path: Path
) -> None:
    monkeypatch.setattr(collection, "Collector", Recorder)
    answer = serve(monkeypatch, fitted, tmp_path)
    (inputs, rows, _), (outputs, answers, context) = Recorder.taken
    assert (inputs, outputs, context) == ("model_inputs", "model_outputs", "the context")
    assert rows["age"].tolist() == [row["age"] for row in json.loads(REQUEST)["data"]]
    assert answers["prediction"].tolist() == answer["predictions"]
    assert answers["probability"].tolist() == answer["probabilities"]


def test_a_request_that_cannot_be_collected_is_answered_all_the_same(
    monkeypatch: pytest.MonkeyPatch, fitted: Fitted, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(collection, "Collector", Refusing)
    assert serve(monkeypatch, fitted, tmp_path)["predictions"] == [0, 1]
    assert "answered but not collected: queue is full" in caplog.text


def test_a_deployment_that_collects_nothing_serves(
    monkeypatch: pytest.MonkeyPatch, fitted: Fitted, tmp_path: Path
) -> None:
    assert collection.start() is None
    assert serve(monkeypatch, fitted, tmp_path)["predictions"] == [0, 1]


def test_an_image_without_the_package_serves(monkeypatch: pytest.MonkeyPatch, fitted: Fitted, tmp_path: Path) -> None:
    monkeypatch.setattr(collection, "Collector", None)
    assert serve(monkeypatch, fitted, tmp_path)["predictions"] == [0, 1]


def test_the_collections_of_a_deployment_are_found_by_their_names(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    collections = {name: {"enabled": True, "sampleRatePercentage": 100} for name in ("model_inputs", "model_outputs")}
    file = tmp_path / "mdc.json"
    file.write_text(json.dumps({"runMode": "local", "collections": collections}), encoding="utf-8")
    monkeypatch.setenv("AZUREML_MDC_CONFIG_PATH", str(file))
    assert isinstance(collection.start(), collection.DataCollection)
