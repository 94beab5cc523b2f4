from pathlib import Path

import mlflow
import pytest
from conftest import Fitted

from chd.evaluation import evaluated
from chd.model_folder import describe
from chd.tracking import LogTracker, tracked_run

pytestmark = pytest.mark.slow  # each trains a model


@pytest.fixture
def store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    """A plain MLflow store in a folder."""
    monkeypatch.setenv("MLFLOW_ALLOW_FILE_STORE", "true")
    monkeypatch.setenv("MLFLOW_TRACKING_URI", (tmp_path / "runs").as_uri())
    yield mlflow.MlflowClient()
    mlflow.end_run()


def test_metrics_and_figures_go_to_the_run(store: mlflow.MlflowClient, fitted: Fitted) -> None:
    with tracked_run() as tracker:
        tracker.params({"trees": 3})
        evaluated(describe(fitted.classifier), fitted.test, tracker)
    run = store.get_run(mlflow.last_active_run().info.run_id)
    assert run.info.status == "FINISHED"
    assert run.data.params == {"trees": "3"}
    assert {"accuracy", "roc_auc", "recall", "precision", "f1", "brier_score"} <= run.data.metrics.keys()
    assert {file.path for file in store.list_artifacts(run.info.run_id)} == {
        "calibration.png",
        "confusion_matrix.png",
        "feature_importance.png",
        "roc_curve.png",
    }


def test_a_node_logs_to_the_run_of_its_job(store: mlflow.MlflowClient, monkeypatch: pytest.MonkeyPatch) -> None:
    job = store.create_run("0").info.run_id
    monkeypatch.setenv("MLFLOW_RUN_ID", job)
    with tracked_run() as tracker:
        tracker.metrics({"roc_auc": 0.7})
    assert store.get_run(job).data.metrics == {"roc_auc": 0.7}


def test_a_step_of_a_pipeline_tells_the_pipeline_too(
    store: mlflow.MlflowClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipeline, step = store.create_run("0").info.run_id, store.create_run("0").info.run_id
    monkeypatch.setenv("MLFLOW_RUN_ID", step)
    monkeypatch.setenv("AZUREML_RUN_ID", step)
    monkeypatch.setenv("AZUREML_ROOT_RUN_ID", pipeline)
    with tracked_run() as tracker:
        tracker.metrics({"roc_auc": 0.7})
    assert store.get_run(step).data.metrics == {"roc_auc": 0.7}
    assert store.get_run(pipeline).data.metrics == {"roc_auc": 0.7}


def test_a_pipeline_run_that_refuses_metrics_does_not_fail_the_step(
    store: mlflow.MlflowClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("AZUREML_RUN_ID", "step")
    monkeypatch.setenv("AZUREML_ROOT_RUN_ID", "0" * 32)
    with tracked_run() as tracker:
        tracker.metrics({"roc_auc": 0.7})
    assert store.get_run(mlflow.last_active_run().info.run_id).data.metrics == {"roc_auc": 0.7}
    assert "the pipeline's run 00000000000000000000000000000000 refused them" in caplog.text


def test_without_a_tracking_server_the_log_is_enough() -> None:
    with tracked_run() as tracker:
        assert type(tracker) is LogTracker
