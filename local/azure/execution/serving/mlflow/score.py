"""Serves an MLflow model: what Azure ML's own images do for a deployment that names neither code nor environment.

A request is `{"input_data": ...}`, the table as pandas splits it (`columns`, `index`, `data`), or rows; `params` beside
it go to the model as they are. The answer is what the model predicts, as JSON.
"""

import json
import os
from pathlib import Path

import mlflow.pyfunc
import numpy
import pandas


def init():
    global model
    (description,) = Path(os.environ["AZUREML_MODEL_DIR"]).glob("*/MLmodel")
    model = mlflow.pyfunc.load_model(str(description.parent))


def run(raw):
    request = json.loads(raw)
    if not isinstance(request, dict) or "input_data" not in request:
        raise ValueError("The request must have a top level key named 'input_data'.")
    params = request.get("params")
    rows = table(request["input_data"])
    return plain(model.predict(rows, params=params) if params else model.predict(rows))


def table(data):
    if isinstance(data, dict) and "data" in data:
        return pandas.DataFrame(data["data"], index=data.get("index"), columns=data.get("columns"))
    if isinstance(data, list) and not any(isinstance(row, dict) for row in data):
        return numpy.array(data)
    return pandas.DataFrame(data)


def plain(predicted):
    if isinstance(predicted, pandas.DataFrame):
        return json.loads(predicted.to_json(orient="records"))
    return predicted.tolist() if hasattr(predicted, "tolist") else predicted
