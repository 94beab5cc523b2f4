"""How good the answers are on rows that the model has never seen."""

import numpy as np
import pandas as pd
from sklearn import metrics
from sklearn.model_selection import TunedThresholdClassifierCV

from chd.model import risk
from chd.schema import FEATURES, LABEL


def evaluate(model: TunedThresholdClassifierCV, test: pd.DataFrame) -> dict[str, float]:
    """Score labelled rows (rows, 16). All values are in 0..1; only for `brier_score` is lower better.

    Accuracy stands beside the accuracy of always answering "no": one person in seven falls ill, so that
    useless answer wins on accuracy, and ROC AUC is the number to compare models by.
    """
    truth = test[LABEL].astype(int)
    answers = model.predict(test[list(FEATURES)])
    probabilities = np.array(risk(model, test))
    values = {
        "accuracy": metrics.accuracy_score(truth, answers),
        "accuracy_always_no": 1 - truth.mean(),
        "balanced_accuracy": metrics.balanced_accuracy_score(truth, answers),
        "roc_auc": metrics.roc_auc_score(truth, probabilities),
        "average_precision": metrics.average_precision_score(truth, probabilities),
        "recall": metrics.recall_score(truth, answers),
        "precision": metrics.precision_score(truth, answers, zero_division=0.0),
        "f1": metrics.f1_score(truth, answers),
        "brier_score": metrics.brier_score_loss(truth, probabilities),
    }
    return {name: float(value) for name, value in values.items()}
