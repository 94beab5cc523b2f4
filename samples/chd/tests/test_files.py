"""The files around the code agree with it and with each other."""

import yaml
from conftest import SAMPLE
from generate import generate

from chd.model import HyperParameters


def conda_pins(name: str) -> set[str]:
    *_, pip = yaml.safe_load((SAMPLE / name).read_text(encoding="utf-8"))["dependencies"]
    return set(pip["pip"])


def test_the_synthetic_table_is_what_the_generator_writes() -> None:
    assert (SAMPLE / "data" / "chd-synthetic.csv").read_bytes() == generate().encode()


def test_the_generator_needs_no_luck() -> None:
    assert generate(seed=1, rows=50) == generate(seed=1, rows=50)
    assert generate(seed=1, rows=50) != generate(seed=2, rows=50)


def test_training_scoring_and_testing_pin_the_same_versions() -> None:
    lines = (SAMPLE / "requirements.txt").read_text(encoding="utf-8").splitlines()
    agent = {line for line in lines if line and not line.startswith("#")}
    assert conda_pins("conda.yml") <= agent
    assert conda_pins("conda-scoring.yml") <= agent
    assert all("==" in pin for pin in agent)


def test_the_job_files_and_the_pipeline_default_to_the_code_s_parameters() -> None:
    default = HyperParameters()
    for name in ("job.yml", "pipeline-job.yml"):
        inputs = yaml.safe_load((SAMPLE / name).read_text(encoding="utf-8"))["inputs"]
        assert (inputs["trees"], inputs["max_depth"]) == (default.trees, default.max_depth), name
    pipeline = yaml.safe_load((SAMPLE / "azure-pipelines.yml").read_text(encoding="utf-8"))
    defaults = {parameter["name"]: parameter["default"] for parameter in pipeline["parameters"]}
    assert (defaults["trees"], defaults["maxDepth"]) == (default.trees, default.max_depth)
    assert (SAMPLE / defaults["dataFile"]).is_file()
    assert (SAMPLE / defaults["jobFile"]).is_file()
