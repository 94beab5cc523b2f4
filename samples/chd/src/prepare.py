"""First step of the pipeline job: clean the table and split it.

python prepare.py --data chd.csv --prepared DIR
"""

import argparse
import logging
from pathlib import Path

from chd import prepared
from chd.command_line import run_command
from chd.data import fingerprint, load_and_split
from chd.tracking import tracked_run

log = logging.getLogger(__name__)


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Clean the table and split it into a training and a test part.")
    parser.add_argument("--data", type=Path, required=True, help="CSV table of the experiment")
    parser.add_argument("--prepared", type=Path, required=True, help="folder to write both parts to")
    return parser.parse_args()


def main() -> None:
    arguments = parse_arguments()
    train, test = load_and_split(arguments.data)
    with tracked_run() as tracker:
        tracker.params({"train_rows": len(train), "test_rows": len(test)})
    prepared.write(prepared.Prepared(train, test, fingerprint(arguments.data)), arguments.prepared)
    log.info("prepared data written to %s", arguments.prepared)


if __name__ == "__main__":
    run_command(main)
