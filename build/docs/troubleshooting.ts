import { LOG_WORDS } from '../../tasks/common/serving-errors/log-words.ts'
import { MODEL_STATUSES, SCORING } from '../../tasks/common/serving-errors/scoring.ts'
import type { ServingError } from '../../tasks/common/serving-errors/serving-error.ts'
import { FAMILIES } from '../../tasks/common/serving-errors/table.ts'
import { KNOWN_WORDS } from '../../tasks/common/serving-errors/words.ts'

const HEAD = `# Troubleshooting

What Azure says when a cluster, an endpoint or a deployment fails, and what to do about it. The tasks find these codes in
an operation's error, its details, the inner errors of \`additionalInfo\`, the state of the extension and the log of the
container, and print the same words. This page is made from their table (\`node build/docs.mjs\`); change
\`tasks/common/serving-errors\`, not this page.
`

/** The page `docs/troubleshooting.md`. */
export function troubleshootingPage(): string {
  return [
    HEAD,
    ...Object.entries(FAMILIES).flatMap(([title, errors]) =>
      section(title, [...ERROR_COLUMNS], errors.map(errorRow)),
    ),
    ...section(
      'Without a code',
      ['Azure says', 'when', ...ADVICE],
      KNOWN_WORDS.map(one => [one.example, one.where.join(', '), ...adviceOf(one)]),
    ),
    ...section(
      'In the log of a container',
      ['the log says', ...ADVICE],
      LOG_WORDS.map(one => [`\`${one.example}\``, ...adviceOf(one)]),
    ),
    ...section(
      'Answers of a scoring address',
      ['status', 'of', 'reason', ...ADVICE],
      SCORING.map(one => [String(one.status), one.of.join(', '), one.reason, ...adviceOf(one)]),
    ),
    ...section(
      '424 by what the container answered',
      ['`ms-azureml-model-error-statuscode`', 'likely cause', 'what to do'],
      Object.entries(MODEL_STATUSES).map(([status, { cause, remedy }]) => [status, cause, remedy]),
    ),
  ].join('\n')
}

const ADVICE = ['likely cause', 'what to do', 'source']
const ERROR_COLUMNS = ['code', 'when', ...ADVICE]

function errorRow(error: ServingError): string[] {
  const name = `\`${error.code}\``
  const rest = error.variant ? `, ${error.variant.name}` : error.says ? `, “${error.says}”` : ''
  return [name + rest, error.where.join(', '), ...adviceOf(error)]
}

const adviceOf = ({ cause, remedy, source }: { cause: string; remedy: string; source: string }): string[] => [
  cause,
  remedy,
  `[Microsoft](${source})`,
]

function section(title: string, columns: string[], rows: string[][]): string[] {
  const lines = [columns, columns.map(() => '---'), ...rows]
  const table = lines.map(cells => `| ${cells.map(cell => cell.replaceAll('|', '\\|')).join(' | ')} |`)
  return [`## ${title}\n`, ...table, '']
}
