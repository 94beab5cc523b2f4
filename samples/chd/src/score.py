"""Answer scoring requests, as Microsoft's inference server calls it: `init()` once, then `run()` for each.

A request is `{"data": [{field: value, ...}, ...]}`; the answer holds one prediction (1: disease within ten
years) and one probability for each row. A request that cannot be answered gets status 400 and the reasons.
"""

import logging
import os
import sys
from pathlib import Path

# The server loads this file by its path and knows only its application root, which need not be this folder.
sys.path.insert(0, str(Path(__file__).parent))

from azureml_inference_server_http.api.aml_response import AMLResponse

from chd import collection, model_folder
from chd.collection import DataCollection
from chd.model import risk
from chd.model_folder import StoredModel
from chd.request import RequestError, parse_request

log = logging.getLogger(__name__)
_model: StoredModel | None = None
_collection: DataCollection | None = None


def init() -> None:
    """Load the model from AZUREML_MODEL_DIR; raises, and so keeps the deployment from going live, without one."""
    global _model, _collection
    root = os.environ.get("AZUREML_MODEL_DIR")
    if not root:
        raise model_folder.ModelFolderError("AZUREML_MODEL_DIR is not set: the deployment names no model.")
    folder = model_folder.find(Path(root))
    _model = model_folder.load(folder)
    log.info("model loaded from %s, threshold %.3f", folder, _model.threshold)
    _collection = collection.start()


def run(raw: str) -> dict[str, object] | AMLResponse:
    """Score one request body."""
    if _model is None:
        raise RuntimeError("run() was called before init().")
    try:
        rows = parse_request(raw)
    except RequestError as error:
        return AMLResponse({"message": str(error), "problems": error.problems}, 400, json_str=True)
    probabilities = risk(_model.classifier, rows)
    predictions = [int(probability >= _model.threshold) for probability in probabilities]
    if _collection:
        _collection.collect(rows, predictions, probabilities)
    return {"predictions": predictions, "probabilities": probabilities, "threshold": _model.threshold}
