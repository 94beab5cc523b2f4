import json
from pathlib import Path
from typing import Any

import pytest
from azureml_inference_server_http.api.aml_response import AMLResponse
from conftest import SAMPLE, Fitted

import score
from chd.model import risk
from chd.model_folder import ModelFolderError, describe, save
from chd.schema import FEATURES

REQUEST = json.loads((SAMPLE / "sample-request.json").read_text(encoding="utf-8"))


@pytest.fixture
def service(monkeypatch: pytest.MonkeyPatch, fitted: Fitted, tmp_path: Path) -> None:
    """The server's state after `init()`: the model lies some folders deep, as Azure mounts it."""
    save(describe(fitted.classifier), tmp_path / "chd-risk" / "1" / "model")
    monkeypatch.setenv("AZUREML_MODEL_DIR", str(tmp_path / "chd-risk" / "1"))
    monkeypatch.setattr(score, "_model", None)
    score.init()


def person(**changes: object) -> dict[str, Any]:
    return {**REQUEST["data"][0], **changes}


def refused(request: object) -> dict[str, Any]:
    """The body of the answer to a request that must be answered with 400."""
    answer = score.run(request if isinstance(request, str) else json.dumps(request))
    assert isinstance(answer, AMLResponse), answer
    assert answer.status_code == 400
    return answer.get_json()


def test_the_sample_request_gets_a_prediction_for_each_row(service: None) -> None:
    answer = score.run(json.dumps(REQUEST))
    assert isinstance(answer, dict)
    healthy, ill = answer["probabilities"]
    assert 0 <= healthy < answer["threshold"] <= ill <= 1
    assert answer["predictions"] == [0, 1]


def test_served_probabilities_are_those_of_the_model(service: None, fitted: Fitted) -> None:
    rows = fitted.test.dropna()
    answer = score.run(json.dumps({"data": rows[list(FEATURES)].to_dict("records")}))
    assert answer["probabilities"] == pytest.approx(risk(fitted.classifier, rows), abs=1e-12)


def test_columns_and_rows_may_be_sent_apart_and_in_any_order(service: None) -> None:
    names = sorted(FEATURES)
    apart = {"input_data": {"columns": names, "data": [[row[name] for name in names] for row in REQUEST["data"]]}}
    assert score.run(json.dumps(apart)) == score.run(json.dumps(REQUEST))


@pytest.mark.parametrize(
    ("changes", "problem", "expected"),
    [
        ({"age": 430}, "is 430, out of range", "a number from 18 to 110 (years)"),
        ({"age": "46"}, 'is "46", not a number', "a number from 18 to 110 (years)"),
        ({"age": True}, "is true, not a number", "a number from 18 to 110 (years)"),
        ({"age": None}, "is null", "a number from 18 to 110 (years)"),
        ({"diaBP": 112}, "is 112, not below sysBP", "less than 112"),
        ({"male": 0.5}, "is 0.5, not a whole number", "a whole number from 0 to 1 (1 man, 0 woman)"),
    ],
)
def test_a_wrong_value_is_named_with_row_field_and_expectation(
    service: None, changes: dict[str, object], problem: str, expected: str
) -> None:
    field = next(iter(changes))
    body = refused({"data": [person(), person(**changes)]})
    assert body["problems"] == [{"row": 1, "field": field, "problem": problem, "expected": expected}]
    assert body["message"] == f"Row 1, field {field} {problem}; expected {expected}."


def test_all_problems_are_told_at_once(service: None) -> None:
    incomplete = person(sysBP=-1)
    del incomplete["diaBP"]
    body = refused({"data": [person(weight=80), incomplete]})
    assert [(p["row"], p["field"]) for p in body["problems"]] == [(0, "weight"), (1, "sysBP"), (1, "diaBP")]
    assert body["message"].endswith("(2 more).")


def test_unknown_measurements_may_be_null(service: None) -> None:
    answer = score.run(json.dumps({"data": [person(glucose=None, BMI=None, education=None)]}))
    assert isinstance(answer, dict)
    assert len(answer["predictions"]) == 1


@pytest.mark.parametrize(
    "request_body",
    [
        "",
        "not json",
        "[]",
        "{}",
        '{"data": []}',
        '{"data": [1]}',
        '{"data": {"age": 1}}',
        '{"input_data": 3}',
    ],
)
def test_what_is_no_request_is_answered_with_the_right_form(service: None, request_body: str) -> None:
    assert 'Send {"data": [{"male": 1' in refused(request_body)["message"]


def test_a_row_of_the_wrong_length_is_named(service: None) -> None:
    body = refused({"input_data": {"columns": list(FEATURES), "data": [[1, 2]]}})
    assert body["message"].startswith("Row 0 does not have one value for each of the 15 columns")


def test_numbers_beyond_json_are_refused(service: None) -> None:
    text = json.dumps({"data": [person()]}).replace('"age": 38', '"age": NaN')
    assert refused(text)["problems"][0]["field"] == "age"


@pytest.mark.parametrize("folders", [(), ("a", "b")], ids=["no model", "two models"])
def test_init_needs_exactly_one_model(
    monkeypatch: pytest.MonkeyPatch, fitted: Fitted, tmp_path: Path, folders: tuple[str, ...]
) -> None:
    for folder in folders:
        save(describe(fitted.classifier), tmp_path / folder)
    monkeypatch.setenv("AZUREML_MODEL_DIR", str(tmp_path))
    with pytest.raises(ModelFolderError, match=r"exactly one model\.joblib"):
        score.init()


def test_init_says_when_the_deployment_names_no_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AZUREML_MODEL_DIR", raising=False)
    with pytest.raises(ModelFolderError, match="names no model"):
        score.init()
