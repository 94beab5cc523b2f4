"""Runs a parallel step's entry script over mini-batches of files: init, run for each batch, shutdown."""

import argparse
import importlib.util
import os
import sys
import traceback
from concurrent.futures import ProcessPoolExecutor
from multiprocessing.util import Finalize

entry = None


def load(path, arguments):
    """Once in each worker process: the entry script sees its own arguments only."""
    global entry
    sys.argv = [path, *arguments]
    sys.path.insert(0, os.path.dirname(os.path.abspath(path)))
    spec = importlib.util.spec_from_file_location("entry_script", path)
    entry = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(entry)
    if hasattr(entry, "init"):
        entry.init()
    if hasattr(entry, "shutdown"):
        Finalize(None, entry.shutdown, exitpriority=10)


def run(batch, tries):
    """Answers the rows of a batch, or None when every try failed."""
    for attempt in range(tries):
        try:
            return rows_of(entry.run(list(batch)))
        except Exception:
            traceback.print_exc()
            print(f"The mini-batch of {len(batch)} file(s) failed, try {attempt + 1} of {tries}.", file=sys.stderr)
    return None


def rows_of(result):
    if hasattr(result, "to_csv"):
        return result.to_csv(header=False, index=False, sep=" ").splitlines()
    return [str(item) for item in result]


def files_below(path):
    if os.path.isfile(path):
        return [path]
    found = [os.path.join(folder, name) for folder, _, names in os.walk(path) for name in names]
    return sorted(found)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--scoring_module_name", required=True)
    parser.add_argument("--input", required=True)
    parser.add_argument("--mini_batch_size", type=int, default=10)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--run_max_try", type=int, default=3)
    parser.add_argument("--error_threshold", type=int, default=-1)
    parser.add_argument("--allowed_failed_count", type=int, default=-1)
    parser.add_argument("--append_row_to")
    own = sys.argv[1 : sys.argv.index("--")] if "--" in sys.argv else sys.argv[1:]
    theirs = sys.argv[sys.argv.index("--") + 1 :] if "--" in sys.argv else []
    options = parser.parse_args(own)

    files = files_below(options.input)
    size = options.mini_batch_size
    batches = [files[start : start + size] for start in range(0, len(files), size)]
    print(f"{len(files)} file(s) in {len(batches)} mini-batch(es) for {options.workers} worker(s).", flush=True)
    with ProcessPoolExecutor(options.workers, initializer=load, initargs=(options.scoring_module_name, theirs)) as pool:
        results = list(pool.map(run, batches, [options.run_max_try] * len(batches)))

    rows = [row for result in results if result is not None for row in result]
    if options.append_row_to:
        target = options.append_row_to
        with open(os.path.join(target, "parallel_run_step.txt") if os.path.isdir(target) else target, "w") as file:
            file.writelines(row + "\n" for row in rows)
    failed_batches = sum(result is None for result in results)
    failed_items = sum(
        len(batch) if result is None else max(0, len(batch) - len(result)) for batch, result in zip(batches, results)
    )
    print(f"{len(rows)} row(s), {failed_items} failed item(s), {failed_batches} failed mini-batch(es).", flush=True)
    if 0 <= options.error_threshold < failed_items:
        sys.exit(f"{failed_items} items failed, more than the error threshold of {options.error_threshold}.")
    if 0 <= options.allowed_failed_count < failed_batches:
        sys.exit(f"{failed_batches} mini-batches failed, more than the {options.allowed_failed_count} allowed.")


if __name__ == "__main__":
    main()
