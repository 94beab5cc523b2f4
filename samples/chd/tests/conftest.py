from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest
from generate import generate
from sklearn.model_selection import TunedThresholdClassifierCV

from chd.data import load_and_split
from chd.model import HyperParameters, fit_model

SAMPLE = Path(__file__).parent.parent
SMALL = HyperParameters(trees=3, max_depth=4)


@dataclass(frozen=True)
class Fitted:
    """A small model and the rows that it was made from and was kept from."""

    classifier: TunedThresholdClassifierCV
    train: pd.DataFrame
    test: pd.DataFrame


@pytest.fixture(scope="session")
def small_table(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("data") / "small.csv"
    path.write_text(generate(seed=1, rows=800), encoding="utf-8", newline="\n")
    return path


@pytest.fixture(scope="session")
def fitted(small_table: Path) -> Fitted:
    train, test = load_and_split(small_table)
    return Fitted(fit_model(train, SMALL), train, test)


@pytest.fixture(autouse=True)
def no_tracking(monkeypatch: pytest.MonkeyPatch) -> None:
    """The developer's own tracking server must not fill up with test runs."""
    for name in ("MLFLOW_TRACKING_URI", "MLFLOW_RUN_ID", "AZUREML_RUN_ID", "AZUREML_ROOT_RUN_ID"):
        monkeypatch.delenv(name, raising=False)
