"""What the three commands have in common."""

import argparse
import logging
import sys
from collections.abc import Callable

from chd.data import TableError
from chd.model_folder import ModelFolderError

log = logging.getLogger("chd")


def positive(text: str) -> int:
    """An argument that counts something: a whole number from 1."""
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1")
    return int(text)


def run_command(command: Callable[[], None]) -> None:
    """Run with the log on standard output, where Azure ML streams it from; bad input ends with exit code 1."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stdout, format="%(asctime)s %(levelname)s %(message)s")
    log.setLevel(logging.INFO)
    try:
        command()
    except (TableError, ModelFolderError, FileNotFoundError) as error:
        log.error("%s", error)
        sys.exit(1)
