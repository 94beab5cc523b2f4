import { PAGES } from './serving-error.ts'

/** A line of a container's log that tells why it does not serve. */
export interface LogWords {
  readonly words: RegExp
  readonly example: string
  readonly cause: string
  readonly remedy: string
  readonly source: string
}

const source = PAGES.inferenceServer

/** Of Microsoft's inference server, of Python and of the container runtime; what says more stands first. */
export const LOG_WORDS: readonly LogWords[] = [
  {
    words: /register\(\) takes 3 positional arguments but 4 were given/,
    example: 'TypeError: register() takes 3 positional arguments but 4 were given',
    cause: 'The image holds Flask 2 and an inference server that is made for an older one.',
    remedy: 'Raise azureml-inference-server-http in the conda or requirements file to its newest version.',
    source,
  },
  {
    words: /(ModuleNotFoundError|ImportError): .*/,
    example: "ModuleNotFoundError: No module named 'lightgbm'",
    cause: 'The scoring script imports something that the image does not hold.',
    remedy: 'Add the package to the conda or requirements file of the image and build it again.',
    source,
  },
  {
    words: /No score script found|Expected score script/,
    example: 'No score script found. Expected score script main.py.',
    cause: 'The scoring script is not where the deployment says.',
    remedy: 'Check scoringScript: it is a path below the code folder.',
    source,
  },
  {
    words: /has no attribute '(init|run)'|must (have|define|contain).*(init|run)\(/i,
    example: "AttributeError: module 'entry_module' has no attribute 'run'",
    cause: 'The scoring script has no init() or no run().',
    remedy: 'Define both: init() loads the model, run(data) answers a request.',
    source,
  },
  {
    words: /OOMKilled|out of memory|MemoryError|exit code 137|signal SIGKILL/i,
    example: 'Reason: OOMKilled, exit code 137',
    cause: 'The container used more memory than its limit.',
    remedy: 'Raise memoryLimit (and memoryRequest), or choose a larger instanceType.',
    source: PAGES.endpoints,
  },
  {
    words: /FileNotFoundError: .*/,
    example: "FileNotFoundError: [Errno 2] No such file or directory: 'model/model.pkl'",
    cause: 'init() looks for a file that is not there, mostly the model.',
    remedy: 'Build the path from AZUREML_MODEL_DIR; the registered file or folder lies below it.',
    source,
  },
  {
    words: /User's init function failed/,
    example: "User's init function failed",
    cause: 'init() of the scoring script threw.',
    remedy: 'The traceback in the log above names the line.',
    source,
  },
  {
    words: /exec format error/i,
    example: 'exec /usr/bin/runsvdir: exec format error',
    cause: 'The image was built for another processor.',
    remedy: 'Build it for linux/amd64.',
    source: PAGES.endpoints,
  },
  {
    words: /exited with (status |code )?(94|95|99|100)\b/i,
    example: 'gunicorn exited with code 100',
    cause:
      'Microsoft’s image could not install what the deployment asked for, or lacks its inference server (100).',
    remedy:
      'Put azureml-inference-server-http and the packages into the image instead of installing them at start.',
    source,
  },
]
