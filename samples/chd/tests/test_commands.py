import json
import sys
from pathlib import Path

import pandas as pd
import pytest

import evaluate
import prepare
import train
from chd.command_line import run_command
from chd.data import load_and_split, read_table
from chd.model import risk
from chd.model_folder import StoredModel, load
from chd.schema import LABEL

pytestmark = pytest.mark.slow  # each trains a model

QUICK = ("--trees", 3, "--max-depth", 4)


def call(monkeypatch: pytest.MonkeyPatch, command: object, *arguments: object) -> None:
    monkeypatch.setattr(sys, "argv", ["command", *map(str, arguments)])
    command.main()  # type: ignore[attr-defined]


@pytest.fixture
def trained(monkeypatch: pytest.MonkeyPatch, small_table: Path, tmp_path: Path) -> StoredModel:
    call(monkeypatch, train, "--data", small_table, "--model", tmp_path / "model", *QUICK)
    return load(tmp_path / "model")


def test_the_model_folder_says_what_the_model_is(trained: StoredModel) -> None:
    known = trained.metadata
    assert len(known["features"]) == 15
    assert known["threshold"] == trained.threshold
    assert known["parameters"]["trees"] == 3
    assert 0.5 < known["metrics"]["roc_auc"] <= 1
    assert len(known["data_sha256"]) == 64


def test_a_pipeline_of_three_steps_makes_the_same_model(
    monkeypatch: pytest.MonkeyPatch, trained: StoredModel, small_table: Path, tmp_path: Path
) -> None:
    rows, candidate, model = tmp_path / "rows", tmp_path / "candidate", tmp_path / "evaluated"
    call(monkeypatch, prepare, "--data", small_table, "--prepared", rows)
    call(monkeypatch, train, "--prepared", rows, "--model", candidate, *QUICK)
    call(monkeypatch, evaluate, "--prepared", rows, "--candidate", candidate, "--model", model)
    _, test = load_and_split(small_table)
    assert risk(load(model).classifier, test) == risk(trained.classifier, test)
    assert load(model).metadata == trained.metadata


def test_the_test_part_decides_nothing_about_the_model(
    monkeypatch: pytest.MonkeyPatch, trained: StoredModel, small_table: Path, tmp_path: Path
) -> None:
    table = read_table(small_table)
    _, test = load_and_split(small_table)
    table.loc[test.index, LABEL] = 1 - table.loc[test.index, LABEL]
    table.to_csv(tmp_path / "flipped.csv", index=False)
    call(monkeypatch, train, "--data", tmp_path / "flipped.csv", "--model", tmp_path / "other", *QUICK)
    other = load(tmp_path / "other")
    assert other.threshold == trained.threshold
    assert risk(other.classifier, test) == risk(trained.classifier, test)
    assert other.metadata["metrics"]["roc_auc"] == pytest.approx(1 - trained.metadata["metrics"]["roc_auc"])


def test_a_table_that_is_no_table_ends_the_command_with_a_message(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, tmp_path: Path
) -> None:
    pd.DataFrame({"age": [1]}).to_csv(tmp_path / "short.csv", index=False)
    with pytest.raises(SystemExit) as ended:
        run_command(lambda: call(monkeypatch, train, "--data", tmp_path / "short.csv", "--model", tmp_path / "m"))
    assert ended.value.code == 1
    assert "short.csv: missing column male" in caplog.text
    assert not (tmp_path / "m").exists()


@pytest.mark.parametrize("trees", ["0", "-5", "many", "1.5"])
def test_a_forest_needs_a_whole_number_of_trees(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], trees: str
) -> None:
    with pytest.raises(SystemExit):
        call(monkeypatch, train, "--data", "x.csv", "--model", "m", "--trees=" + trees)
    assert "--trees" in capsys.readouterr().err


def test_a_model_of_another_scikit_learn_is_refused(trained: StoredModel, tmp_path: Path) -> None:
    metadata = tmp_path / "model" / "metadata.json"
    known = json.loads(metadata.read_text())
    known["versions"]["scikit-learn"] = "1.0.2"
    metadata.write_text(json.dumps(known))
    with pytest.raises(RuntimeError, match=r"trained with scikit-learn 1\.0\.2.*Pin the same version"):
        load(tmp_path / "model")
