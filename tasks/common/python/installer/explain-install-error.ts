import { TaskError } from '../../errors.ts'

interface Advice {
  readonly pattern: RegExp
  readonly what: string
  readonly cause: string
  readonly remedy: string
}

/** First match wins: the particular before the general. The words are uv's and pip's. */
const advice: readonly Advice[] = [
  {
    pattern: /no space left on device|os error 28/i,
    what: 'The disk of the agent is full.',
    cause: 'Environments and caches take space.',
    remedy: 'Free space in the tool cache of the agent.',
  },
  {
    pattern: /invalid peer certificate|CERTIFICATE_VERIFY_FAILED|UnknownIssuer/i,
    what: "The package index's certificate is not trusted.",
    cause: 'A proxy or a private index has a certificate of its own authority.',
    remedy: 'Set PIP_CERT, SSL_CERT_FILE or UV_SYSTEM_CERTS=true, or configure the agent with --sslcacert.',
  },
  {
    pattern:
      /\b(401 Unauthorized|403 Forbidden|405 Method Not Allowed)\b|status code:? 40[135]|Credentials not correct|User for .*:/i,
    what: 'The package index refused the credentials.',
    cause: 'PIP_INDEX_URL carries none, or they have expired.',
    remedy: 'Run PipAuthenticate@1 before this step, or correct the credentials of the index.',
  },
  {
    pattern:
      /error sending request|dns error|tcp connect error|connection (refused|reset|timed out)|NewConnectionError|name resolution|ConnectTimeout|Network is unreachable|ProxyError|Max retries exceeded/i,
    what: 'The package index cannot be reached.',
    cause: 'The agent has no way to it: network, proxy, or a wrong index URL.',
    remedy: 'Check PIP_INDEX_URL and the proxy that the agent was configured with.',
  },
  {
    pattern: /hash mismatch|DO NOT MATCH THE HASHES/i,
    what: 'A package is not what its hash promises.',
    cause: 'The index has another file under that version, or the hash is wrong.',
    remedy: 'Find out why the file changed before you write the new hash into the requirements file.',
  },
  {
    pattern: /require-hashes|Hashes are required/i,
    what: 'A requirement has no hash, though others have one.',
    cause: 'As soon as one requirement has a hash, all must: those of the form and of dependencies too.',
    remedy: 'Make the file by "uv pip compile --generate-hashes", and leave the input packages blank.',
  },
  {
    pattern:
      /Distribution not found at|is not a valid editable|non-existent path|file or directory does not exist|does not appear to be a Python project/i,
    what: 'A local package is not where the requirement says.',
    cause: 'Relative paths start from the folder of the conda file, otherwise from the folder of the job.',
    remedy: 'Correct the path, and check that this job checked the repository out.',
  },
  {
    pattern:
      /couldn't parse|invalid requirement|unsupported requirement|unexpected .* in requirements|Invalid statement|No such option/i,
    what: 'A requirement cannot be read.',
    cause: 'The line named below is not as pip writes requirements.',
    remedy: 'Correct that line.',
  },
  {
    pattern: /(source distribution|wheel) is required for|have no (source distribution|usable wheels)/i,
    what: 'A package has no file of the kind that is allowed.',
    cause: 'PIP_NO_BINARY, PIP_ONLY_BINARY or the requirements file forbid what the index has of it.',
    remedy: 'Ask for another version, or allow the other kind for this package.',
  },
  {
    pattern: /does not satisfy Python|Requires-Python|no wheels with a matching Python/i,
    what: 'A package does not support this Python.',
    cause: 'The version asked for needs another Python.',
    remedy: 'Set pythonVersion, or ask for another version of the package.',
  },
  {
    pattern: /was not found in the (package registry|provided package locations|cache)|from versions: none/i,
    what: 'A package does not exist in the package index.',
    cause: 'Its name is misspelt, or it lives in another index.',
    remedy: 'Correct the name, or add the index to PIP_EXTRA_INDEX_URL.',
  },
  {
    pattern: /there (is|are) (no version|only)|No matching distribution found/i,
    what: 'A version of a package does not exist.',
    cause: 'The index has other versions of it, none that was asked for.',
    remedy: 'Correct the version.',
  },
  {
    pattern: /requirements are unsatisfiable|ResolutionImpossible|conflicting dependencies/i,
    what: 'The requirements contradict each other.',
    cause: 'No set of versions satisfies all of them; the lines below say which disagree.',
    remedy: 'Loosen one of the versions named.',
  },
  {
    pattern:
      /failed to build|build backend (returned|failed)|subprocess-exited-with-error|metadata-generation-failed/i,
    what: 'A package could not be built from its sources.',
    cause: 'There is no wheel for this Python and platform, and the build failed.',
    remedy: 'Ask for a version that has a wheel, choose another Python, or install what the build needs.',
  },
]

/** A feed answered 401 or 405: some do so to one installer and serve the other. */
export class IndexRefusalError extends TaskError {
  override readonly name = 'IndexRefusalError'
}

/** Turns the output of a failed `install` into an error for people; the installer's own words come last. */
export function explainInstallError(installer: string, output: string): TaskError {
  const known = advice.find(({ pattern }) => pattern.test(output))
  const status = /\b(401 Unauthorized|405 Method Not Allowed)\b/.exec(output)?.[1]
  const Kind = status === undefined ? TaskError : IndexRefusalError
  return new Kind(known?.what ?? `${installer} could not install what was asked for.`, {
    cause: known?.cause ?? `${installer} gave the reason below.`,
    remedy: known?.remedy ?? 'Read its lines above.',
    error: new Error(lastLines(output)),
  })
}

/** From the line where the tool says that it failed, at most twelve lines; without one, the last six. */
export function lastLines(output: string): string {
  const lines = output.split('\n').filter(line => line.trim() !== '' && !/^\s*\[?notice\]?/.test(line))
  const start = lines.findIndex(line => /^\s*(error|×|ERROR)\b[:\s]|^\s*×/.test(line))
  return (start < 0 ? lines.slice(-6) : lines.slice(start, start + 12)).join('\n')
}
