"""A model as files: `model.joblib` beside `metadata.json`, in one folder."""

import json
import platform
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import joblib
from sklearn.model_selection import TunedThresholdClassifierCV

from chd.schema import FIELDS, LABEL

MODEL_FILE = "model.joblib"
METADATA_FILE = "metadata.json"
PACKAGES = ("scikit-learn", "numpy", "pandas", "joblib")


class ModelFolderError(RuntimeError):
    """The folder holds no model that this environment can use."""


@dataclass(frozen=True)
class StoredModel:
    """A fitted classifier and what is known about how it was made."""

    classifier: TunedThresholdClassifierCV
    metadata: dict[str, Any]

    @property
    def threshold(self) -> float:
        """From this probability on, the answer is 1."""
        return float(self.classifier.best_threshold_)


def describe(classifier: TunedThresholdClassifierCV, **details: object) -> StoredModel:
    """Join a fitted classifier with its metadata: input fields, threshold, versions and the given details."""
    metadata = {
        "label": LABEL,
        "features": [{"name": field.name, "expected": field.expectation} for field in FIELDS],
        "threshold": float(classifier.best_threshold_),
        "versions": {"python": platform.python_version(), **{name: version(name) for name in PACKAGES}},
        **details,
    }
    return StoredModel(classifier, metadata)


def save(model: StoredModel, folder: Path) -> None:
    """Write both files; the folder is made when it is not there."""
    folder.mkdir(parents=True, exist_ok=True)
    joblib.dump(model.classifier, folder / MODEL_FILE, compress=3)
    (folder / METADATA_FILE).write_text(json.dumps(model.metadata, indent=2) + "\n", encoding="utf-8")


def load(folder: Path) -> StoredModel:
    """Read both files. Unpickling runs code: load only models that come from your own registry."""
    metadata = json.loads((folder / METADATA_FILE).read_text(encoding="utf-8"))
    trained, installed = metadata["versions"]["scikit-learn"], version("scikit-learn")
    if trained != installed:
        raise ModelFolderError(
            f"The model was trained with scikit-learn {trained}, but {installed} is installed here, and a pickled "
            "model is only safe with its own version. Pin the same version in both conda files."
        )
    return StoredModel(joblib.load(folder / MODEL_FILE), metadata)


def find(root: Path) -> Path:
    """The one folder with a model at or below `root`: Azure mounts a model's files one or more folders deep."""
    found = sorted(path.parent for path in root.rglob(MODEL_FILE))
    if len(found) == 1:
        return found[0]
    where = ", ".join(map(str, found)) or "nothing"
    raise ModelFolderError(
        f"Expected exactly one {MODEL_FILE} at or below {root}, found {where}. "
        "Register the folder that train.py writes to --model."
    )
