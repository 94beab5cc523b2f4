import type { ScalarTag } from 'yaml'

/**
 * The scalars of PyYAML's SafeLoader, by which the official client reads job files. It follows YAML 1.1 with rules of
 * its own: `1e-3` is a string (a float needs a dot and a signed exponent), `yes` a boolean, `y` a string, `014` twelve,
 * `1:30` ninety. Source: PyYAML's resolver. Dates stay text: that is what they become on the wire.
 */
export const pythonScalars: ScalarTag[] = [
  scalar('null', /^(?:~|null|Null|NULL|)$/, () => null),
  scalar('bool', /^(?:yes|Yes|YES|true|True|TRUE|on|On|ON)$/, () => true),
  scalar('bool', /^(?:no|No|NO|false|False|FALSE|off|Off|OFF)$/, () => false),
  scalar('int', /^[-+]?0b[01_]+$/, text => signed(text, digits => parseInt(digits.slice(2), 2))),
  scalar('int', /^[-+]?0x[0-9a-fA-F_]+$/, text => signed(text, digits => parseInt(digits.slice(2), 16))),
  scalar('int', /^[-+]?0[0-7_]+$/, text => signed(text, digits => parseInt(digits, 8))),
  scalar('int', /^[-+]?(?:0|[1-9][0-9_]*)$/, decimal),
  scalar('int', /^[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+$/, text => signed(text, sexagesimal)),
  scalar('float', /^[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?$/, text => signed(text, Number)),
  scalar('float', /^\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?$/, text => signed(text, Number)),
  scalar('float', /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*$/, text => signed(text, sexagesimal)),
  scalar('float', /^[-+]?\.(?:inf|Inf|INF)$/, text => (text.startsWith('-') ? -Infinity : Infinity)),
  scalar('float', /^\.(?:nan|NaN|NAN)$/, () => Number.NaN),
  written('float', Number),
  written('timestamp', text => text),
]

/** A date or a time, which YAML 1.1 knows as a type of its own. */
export const TIMESTAMP =
  /^(?:\d{4}-\d\d-\d\d|\d{4}-\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?)$/

/** True for what PyYAML reads as text when it stands without quotes. */
export const isPlainText = (text: string): boolean =>
  !pythonScalars.some(({ test }) => test?.test(text)) &&
  !TIMESTAMP.test(text) &&
  text !== '<<' &&
  text !== '='

function scalar(name: string, test: RegExp, resolve: (text: string) => unknown): ScalarTag {
  return { tag: `tag:yaml.org,2002:${name}`, default: true, test, resolve, identify: () => false }
}

/** For a tag that stands in the file (`!!float 3`), whatever the text would be without it. */
function written(name: string, resolve: (text: string) => unknown): ScalarTag {
  return { tag: `tag:yaml.org,2002:${name}`, resolve, identify: () => false }
}

function signed(text: string, read: (digits: string) => number): number {
  const digits = text.replace(/_/g, '').replace(/^[-+]/, '')
  return text.startsWith('-') ? -read(digits) : read(digits)
}

/** Python's integers have no end; beyond what a number holds whole, every digit is kept. */
function decimal(text: string): number | bigint {
  const number = signed(text, Number)
  return Number.isSafeInteger(number) ? number : BigInt(text.replace(/[_+]/g, ''))
}

const sexagesimal = (digits: string): number =>
  digits.split(':').reduce((sum, part) => sum * 60 + Number(part), 0)

/** A YAML value as Python's `str` writes it: what the official client sends for a literal input. */
export function pythonText(value: unknown, isFloat: boolean): string {
  if (value === null || value === undefined) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'number' && isFloat) return pythonFloat(value)
  const plain = value as string | number | bigint
  return String(plain)
}

function pythonFloat(value: number): string {
  if (Number.isNaN(value)) return 'nan'
  if (!Number.isFinite(value)) return value > 0 ? 'inf' : '-inf'
  const magnitude = Math.abs(value)
  if (value !== 0 && (magnitude < 1e-4 || magnitude >= 1e16)) {
    return value.toExponential().replace(/e([-+])(\d)$/, 'e$10$2')
  }
  if (Object.is(value, -0)) return '-0.0'
  return Number.isInteger(value) ? `${value}.0` : String(value)
}
