"""Last step of the pipeline job: measure the candidate on the test part; what comes out is fit to register.

python evaluate.py --prepared DIR --candidate DIR --model OUT
"""

import argparse
import logging
from pathlib import Path

from chd import prepared
from chd.command_line import run_command
from chd.evaluation import evaluated
from chd.model_folder import load, save
from chd.tracking import tracked_run

log = logging.getLogger(__name__)


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Evaluate a trained model on the test part.")
    parser.add_argument("--prepared", type=Path, required=True, help="folder that prepare.py wrote")
    parser.add_argument("--candidate", type=Path, required=True, help="folder that train.py wrote")
    parser.add_argument("--model", type=Path, required=True, help="folder to write the evaluated model to")
    return parser.parse_args()


def main() -> None:
    arguments = parse_arguments()
    test = prepared.read(arguments.prepared).test
    with tracked_run() as tracker:
        model = evaluated(load(arguments.candidate), test, tracker)
    save(model, arguments.model)
    log.info("evaluated model written to %s", arguments.model)


if __name__ == "__main__":
    run_command(main)
