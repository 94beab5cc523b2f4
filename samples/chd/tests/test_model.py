from pathlib import Path

import numpy as np
import pytest
from conftest import SAMPLE, Fitted
from sklearn.metrics import roc_auc_score

from chd.data import load_and_split
from chd.metrics import evaluate
from chd.model import HyperParameters, build_model, risk, selected_features
from chd.schema import FEATURES, LABEL

pytestmark = pytest.mark.slow  # each trains a model


def test_probabilities_are_risks_and_not_class_weights(fitted: Fitted) -> None:
    """Even weights alone would put the mean near one half."""
    mean = np.mean(risk(fitted.classifier, fitted.test))
    assert mean == pytest.approx(fitted.train[LABEL].mean(), abs=0.03)


def test_the_answer_is_yes_from_the_threshold_on(fitted: Fitted) -> None:
    answers = fitted.classifier.predict(fitted.test[list(FEATURES)])
    expected = np.array(risk(fitted.classifier, fitted.test)) >= fitted.classifier.best_threshold_
    assert answers.tolist() == expected.astype(int).tolist()


def test_the_chosen_threshold_finds_more_of_the_ill_than_one_half_would(fitted: Fitted) -> None:
    values = evaluate(fitted.classifier, fitted.test)
    probabilities = np.array(risk(fitted.classifier, fitted.test))
    at_one_half = (probabilities[fitted.test[LABEL] == 1] >= 0.5).mean()
    assert values["recall"] > at_one_half + 0.2


def test_selected_features_are_columns_of_the_table(fitted: Fitted) -> None:
    assert 0 < len(selected_features(fitted.classifier)) <= len(FEATURES)
    assert set(selected_features(fitted.classifier)) <= set(FEATURES)


def test_more_trees_rank_better_on_the_synthetic_table() -> None:
    train, test = load_and_split(Path(SAMPLE / "data" / "chd-synthetic.csv"))
    auc = {}
    for trees in (1, HyperParameters().trees, 100):
        # The threshold does not change the ranking, so only the calibrated forest inside is fitted.
        forest = build_model(HyperParameters(trees=trees)).estimator
        forest.fit(train[list(FEATURES)], train[LABEL])
        auc[trees] = roc_auc_score(test[LABEL], forest.predict_proba(test[list(FEATURES)])[:, 1])
    one, default, hundred = auc.values()
    assert one + 0.01 < default < hundred - 0.01
    assert hundred > 0.7
