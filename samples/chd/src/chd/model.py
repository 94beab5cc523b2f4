"""The model: a random forest, its probabilities calibrated, its threshold tuned on held-out rows."""

from dataclasses import dataclass

import pandas as pd
from sklearn.calibration import CalibratedClassifierCV
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import StratifiedKFold, TunedThresholdClassifierCV
from sklearn.pipeline import Pipeline

from chd.features import feature_steps
from chd.schema import FEATURES, LABEL

FOLDS = 5


@dataclass(frozen=True)
class HyperParameters:
    """Chosen by cross-validation on the training part of the real table; `trees` trades time for quality."""

    trees: int = 5
    max_depth: int = 8
    min_samples_leaf: int = 20
    seed: int = 14


def build_model(parameters: HyperParameters) -> TunedThresholdClassifierCV:
    """An unfitted classifier over the raw feature columns.

    One in seven persons falls ill, so the forest weighs the classes evenly. That alone would overstate
    every risk; a sigmoid, fitted to out-of-fold answers, turns the scores back into probabilities.
    """
    forest = RandomForestClassifier(
        n_estimators=parameters.trees,
        max_depth=parameters.max_depth,
        min_samples_leaf=parameters.min_samples_leaf,
        class_weight="balanced",
        random_state=parameters.seed,
    )
    folds = StratifiedKFold(FOLDS, shuffle=True, random_state=parameters.seed)
    pipeline = Pipeline([("features", feature_steps()), ("forest", forest)])
    calibrated = CalibratedClassifierCV(pipeline, method="sigmoid", ensemble=False, cv=folds)
    return TunedThresholdClassifierCV(calibrated, scoring="balanced_accuracy", cv=folds)


def fit_model(train: pd.DataFrame, parameters: HyperParameters) -> TunedThresholdClassifierCV:
    """Fit on labelled rows (rows, 16).

    The threshold is the one with the best mean balanced accuracy over validation folds cut from these
    same rows; the forest that is kept then learns from all of them. The test part is never seen here.
    """
    return build_model(parameters).fit(train[list(FEATURES)], train[LABEL].astype(int))


def selected_features(model: TunedThresholdClassifierCV) -> list[str]:
    """The columns that the fitted forest looks at."""
    pipeline = model.estimator_.calibrated_classifiers_[0].estimator
    return [str(name) for name in pipeline.named_steps["features"].get_feature_names_out()]


def risk(model: TunedThresholdClassifierCV, rows: pd.DataFrame) -> list[float]:
    """The probability of disease within ten years, one for each row."""
    return [float(p) for p in model.predict_proba(rows[list(FEATURES)])[:, 1]]
