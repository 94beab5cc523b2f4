"""Where a run's parameters, metrics and figures go: MLflow when it is configured, the log in any case."""

import logging
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Protocol

import mlflow
from matplotlib.figure import Figure
from mlflow.exceptions import MlflowException

log = logging.getLogger(__name__)


class Tracker(Protocol):
    """What a training run has to tell."""

    def params(self, values: Mapping[str, object]) -> None: ...

    def metrics(self, values: Mapping[str, float]) -> None: ...

    def figures(self, values: Mapping[str, Figure]) -> None: ...


class LogTracker:
    """Without a tracking server the numbers are in the log, and figures are not kept."""

    def params(self, values: Mapping[str, object]) -> None:
        log.info("parameters: %s", ", ".join(f"{name}={value}" for name, value in values.items()))

    def metrics(self, values: Mapping[str, float]) -> None:
        log.info("metrics: %s", ", ".join(f"{name}={value:.4f}" for name, value in values.items()))

    def figures(self, values: Mapping[str, Figure]) -> None:
        log.info("not tracked, so not kept: %s", ", ".join(values))


class MlflowTracker(LogTracker):
    """Logs to the active MLflow run; in a step of a pipeline job, metrics go to the pipeline's run as well."""

    def __init__(self) -> None:
        self._root_run = _pipeline_run()

    def params(self, values: Mapping[str, object]) -> None:
        super().params(values)
        mlflow.log_params(dict(values))

    def metrics(self, values: Mapping[str, float]) -> None:
        super().metrics(values)
        mlflow.log_metrics(dict(values))
        if self._root_run:
            self._tell_pipeline(self._root_run, values)

    def figures(self, values: Mapping[str, Figure]) -> None:
        for name, figure in values.items():
            mlflow.log_figure(figure, name)
        log.info("figures: %s", ", ".join(values))

    def _tell_pipeline(self, run_id: str, values: Mapping[str, float]) -> None:
        """The step's own run has the values already, so a refused copy is no reason to lose a trained model."""
        try:
            mlflow.log_metrics(dict(values), run_id=run_id)
        except MlflowException as error:
            log.warning("metrics stay in this step's run; the pipeline's run %s refused them: %s", run_id, error)


@contextmanager
def tracked_run() -> Iterator[Tracker]:
    """One MLflow run for the `with` block. On an Azure ML node that is the job's own run, named by MLFLOW_RUN_ID."""
    if not mlflow.is_tracking_uri_set():
        yield LogTracker()
        return
    with mlflow.start_run():
        yield MlflowTracker()


def _pipeline_run() -> str | None:
    root = os.environ.get("AZUREML_ROOT_RUN_ID")
    return root if root != os.environ.get("AZUREML_RUN_ID") else None
