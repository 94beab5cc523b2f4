"""Train the model.

From a raw table (a command job does it all at once):
    python train.py --data chd.csv --model OUT --trees 100
From what prepare.py wrote (a step of the pipeline job; evaluate.py follows):
    python train.py --prepared DIR --model OUT --trees 100
"""

import argparse
import logging
from dataclasses import asdict
from pathlib import Path

import pandas as pd

from chd import prepared
from chd.command_line import positive, run_command
from chd.data import fingerprint, load_and_split
from chd.evaluation import evaluated
from chd.model import HyperParameters, fit_model, selected_features
from chd.model_folder import StoredModel, describe, save
from chd.tracking import Tracker, tracked_run

log = logging.getLogger(__name__)


def parse_arguments() -> argparse.Namespace:
    default = HyperParameters()
    parser = argparse.ArgumentParser(description="Train a random forest for the ten-year risk of heart disease.")
    source = parser.add_mutually_exclusive_group(required=True)
    source.add_argument("--data", type=Path, help="CSV table of the experiment; the model is evaluated too")
    source.add_argument("--prepared", type=Path, help="folder that prepare.py wrote; the model is not evaluated")
    parser.add_argument("--model", type=Path, required=True, help="folder to write the model to")
    parser.add_argument("--trees", type=positive, default=default.trees)
    parser.add_argument("--max-depth", type=positive, default=default.max_depth)
    parser.add_argument("--min-samples-leaf", type=positive, default=default.min_samples_leaf)
    parser.add_argument("--seed", type=int, default=default.seed)
    return parser.parse_args()


def train(rows: pd.DataFrame, parameters: HyperParameters, data_sha256: str, tracker: Tracker) -> StoredModel:
    """Fit on the training rows and tell the tracker how."""
    tracker.params({**asdict(parameters), "train_rows": len(rows), "data_sha256": data_sha256})
    log.info("fitting a forest of %d trees on %d rows", parameters.trees, len(rows))
    classifier = fit_model(rows, parameters)
    features = selected_features(classifier)
    log.info("features in use (%d): %s", len(features), ", ".join(features))
    tracker.metrics(
        {
            "threshold": float(classifier.best_threshold_),
            "validation_balanced_accuracy": float(classifier.best_score_),
        }
    )
    details = {"parameters": asdict(parameters), "selected_features": features, "data_sha256": data_sha256}
    return describe(classifier, **details)


def main() -> None:
    arguments = parse_arguments()
    parameters = HyperParameters(arguments.trees, arguments.max_depth, arguments.min_samples_leaf, arguments.seed)
    with tracked_run() as tracker:
        if arguments.prepared:
            rows = prepared.read(arguments.prepared)
            model = train(rows.train, parameters, rows.data_sha256, tracker)
        else:
            train_rows, test_rows = load_and_split(arguments.data)
            model = train(train_rows, parameters, fingerprint(arguments.data), tracker)
            model = evaluated(model, test_rows, tracker)
    save(model, arguments.model)
    log.info("model written to %s", arguments.model)


if __name__ == "__main__":
    run_command(main)
