"""The pictures of a run, each drawn from labelled test rows (rows, 16)."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from sklearn.calibration import CalibrationDisplay
from sklearn.inspection import permutation_importance
from sklearn.metrics import ConfusionMatrixDisplay, RocCurveDisplay
from sklearn.model_selection import TunedThresholdClassifierCV

from chd.model import risk
from chd.schema import FEATURES, LABEL

INCHES = (6.0, 5.0)
REPEATS = 3


def draw_figures(model: TunedThresholdClassifierCV, test: pd.DataFrame) -> dict[str, Figure]:
    """All figures of a run, by the file name under which they are logged."""
    truth = test[LABEL].astype(int)
    probabilities = np.array(risk(model, test))
    answers = model.predict(test[list(FEATURES)])
    return {
        "confusion_matrix.png": _confusion_matrix(truth, answers),
        "roc_curve.png": _roc_curve(truth, probabilities),
        "calibration.png": _calibration(truth, probabilities),
        "feature_importance.png": _feature_importance(model, test),
    }


def _confusion_matrix(truth: pd.Series, answers: np.ndarray) -> Figure:
    figure, axes = _canvas("Confusion matrix, persons")
    ConfusionMatrixDisplay.from_predictions(
        truth, answers, display_labels=["healthy", "ill"], cmap="Blues", colorbar=False, ax=axes
    )
    return figure


def _roc_curve(truth: pd.Series, probabilities: np.ndarray) -> Figure:
    figure, axes = _canvas("ROC curve")
    RocCurveDisplay.from_predictions(truth, probabilities, plot_chance_level=True, ax=axes)
    return figure


def _calibration(truth: pd.Series, probabilities: np.ndarray) -> Figure:
    figure, axes = _canvas("Calibration: predicted risk and what happened")
    CalibrationDisplay.from_predictions(truth, probabilities, n_bins=8, strategy="quantile", name="forest", ax=axes)
    highest = 1.1 * float(probabilities.max())
    axes.set(xlim=(0, highest), ylim=(0, highest))
    return figure


def _feature_importance(model: TunedThresholdClassifierCV, test: pd.DataFrame) -> Figure:
    """How much ROC AUC falls when one column is shuffled: near 0 for what the model does not use."""
    importance = permutation_importance(
        model,
        test[list(FEATURES)],
        test[LABEL].astype(int),
        scoring="roc_auc",
        n_repeats=REPEATS,
        random_state=0,
    )
    order = np.argsort(importance.importances_mean)
    figure, axes = _canvas("Feature importance")
    axes.barh(np.array(FEATURES)[order], importance.importances_mean[order], xerr=importance.importances_std[order])
    axes.set_xlabel("loss of ROC AUC when shuffled")
    return figure


def _canvas(title: str) -> tuple[Figure, Axes]:
    figure = Figure(figsize=INCHES, layout="constrained")
    axes = figure.subplots()
    axes.set_title(title)
    return figure, axes
