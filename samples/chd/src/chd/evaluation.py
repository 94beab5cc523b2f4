"""The last word on a model: its numbers and pictures on the test part."""

from dataclasses import replace

import pandas as pd

from chd.figures import draw_figures
from chd.metrics import evaluate
from chd.model_folder import StoredModel
from chd.tracking import Tracker


def evaluated(model: StoredModel, test: pd.DataFrame, tracker: Tracker) -> StoredModel:
    """Track metrics and figures on labelled test rows (rows, 16); the same model, its metrics in its metadata."""
    values = evaluate(model.classifier, test)
    tracker.metrics(values)
    tracker.figures(draw_figures(model.classifier, test))
    return replace(model, metadata={**model.metadata, "test_rows": len(test), "metrics": values})
