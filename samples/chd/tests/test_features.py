import numpy as np
import pandas as pd
import pytest

from chd.features import feature_steps
from chd.schema import FEATURES


@pytest.fixture
def signal() -> tuple[pd.DataFrame, np.ndarray]:
    """Only age decides; all other columns are noise of their own."""
    rng = np.random.default_rng(3)
    rows = pd.DataFrame({name: rng.normal(size=400) for name in FEATURES})
    return rows, (rows["age"] > 0).astype(int).to_numpy()


def test_features_that_carry_signal_stay_and_most_noise_goes(signal: tuple[pd.DataFrame, np.ndarray]) -> None:
    selected = feature_steps().fit(*signal).get_feature_names_out()
    assert "age" in selected
    assert len(selected) < 5


def test_gaps_take_the_median_of_the_training_rows(signal: tuple[pd.DataFrame, np.ndarray]) -> None:
    rows, label = signal
    steps = feature_steps().fit(rows, label)
    unknown = pd.DataFrame({name: [np.nan, 9.0] for name in FEATURES})
    assert steps.transform(unknown)["age"].tolist() == [rows["age"].median(), 9.0]


def test_a_flag_with_a_gap_takes_the_most_frequent_value(signal: tuple[pd.DataFrame, np.ndarray]) -> None:
    rows, label = signal
    rows["diabetes"] = label
    rows.loc[label.argmax(), "diabetes"] = np.nan
    rows["diabetes"] = rows["diabetes"].where(rows.index > 20, 1)
    filled = feature_steps().fit_transform(rows, label)["diabetes"]
    assert set(filled) == {0.0, 1.0}
