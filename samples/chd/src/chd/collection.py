"""Keep what was asked and answered, where the deployment collects data (`collectData` of MLOpsDeployToAks)."""

import logging
from collections.abc import Sequence

import pandas as pd

try:
    from azureml.ai.monitoring import Collector
except ImportError:  # an image may be built without it: scoring needs no collector
    Collector = None

log = logging.getLogger(__name__)


class DataCollection:
    """Hands rows to Azure ML's data collector. The two names are those of the deployment's collections."""

    def __init__(self) -> None:
        self._problems: list[Exception] = []
        self._inputs = Collector(name="model_inputs", on_error=self._problems.append)
        self._outputs = Collector(name="model_outputs", on_error=self._problems.append)
        if self._problems:
            raise CollectionOffError(str(self._problems[0]))

    def collect(self, rows: pd.DataFrame, predictions: Sequence[int], probabilities: Sequence[float]) -> None:
        """One record of inputs and one of outputs, tied together; an answer is never lost for want of a record."""
        self._problems.clear()
        context = self._inputs.collect(rows)
        self._outputs.collect(pd.DataFrame({"prediction": predictions, "probability": probabilities}), context)
        if self._problems:
            log.warning("a request was answered but not collected: %s", self._problems[0])


class CollectionOffError(Exception):
    """The deployment collects nothing."""


def start() -> DataCollection | None:
    """None where the deployment collects nothing, or the package for it is not there."""
    if Collector is None:
        return None
    try:
        return DataCollection()
    except CollectionOffError as error:
        log.info("no data is collected: %s", error)
        return None
