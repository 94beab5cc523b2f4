import { isMap, isNode, isSeq } from 'yaml'
import type { InputReader } from '../host/input-reader.ts'
import { MappingReader } from '../specification/mapping-reader.ts'
import { YamlFile } from '../specification/yaml-file.ts'
import { jsonPathProblem } from './json-path.ts'

/** What must hold for one answer. One of `status` and `jsonPath` is there, or both. */
export interface Expectation {
  readonly status?: number
  /** RFC 9535; every value that it finds must be equal to `equals`, and it must find one. */
  readonly jsonPath?: string
  /** Undefined where the value need only be there. */
  readonly equals?: unknown
  /** How far a number in `equals` may be off. */
  readonly tolerance?: number
}

const KEYS = ['status', 'jsonPath', 'equals', 'tolerance']

/**
 * Reads a YAML list such as `- {jsonPath: "$.predictions[0]", equals: 1}`. Throws a TaskError that names all that is
 * wrong with it, by line.
 */
export function readExpectations(yamlText: string): Expectation[] {
  const file = new YamlFile('expectations', yamlText, { uniqueKeys: true })
  const { contents } = file.document
  if (!isSeq(contents)) file.reject(contents, 'the list', 'a list (- key: value) is expected.')
  const items = isSeq(contents) ? contents.items : []
  const expectations = items.map((item, index) => {
    if (isMap(item)) return readOne(new MappingReader(file, item, `[${index}]`))
    file.reject(item, `[${index}]`, 'a mapping (key: value) is expected.')
    return {}
  })
  file.check()
  return expectations
}

/** The input `expectations` of a form; what is wrong with it is reported with the other inputs. */
export function expectationsInput(read: InputReader): Expectation[] {
  const text = read.text('expectations')
  if (text === undefined) return []
  return read.orReject('expectations', () => readExpectations(text)) ?? []
}

function readOne(reader: MappingReader): Expectation {
  reader.only(KEYS)
  const status = reader.integer('status')
  const jsonPath = reader.text('jsonPath')
  const equals = valueOf(reader)
  const tolerance = readTolerance(reader, equals)
  if (status !== undefined && (status < 100 || status > 599))
    reader.reject('status', `${status} is no HTTP status (100 to 599).`)
  if (status === undefined && jsonPath === undefined)
    reader.file.reject(reader.node, reader.path, 'say what to look at: a status, or a jsonPath.')
  const problem = jsonPath === undefined ? undefined : jsonPathProblem(jsonPath)
  if (problem !== undefined) reader.reject('jsonPath', problem)
  if (jsonPath === undefined && equals !== undefined)
    reader.reject('equals', 'needs a jsonPath that says which value is meant.')
  return {
    ...(status !== undefined && { status }),
    ...(jsonPath !== undefined && { jsonPath }),
    ...(equals !== undefined && { equals }),
    ...(tolerance !== undefined && { tolerance }),
  }
}

/** The value as JSON would hold it; `equals:` with nothing behind it is null. */
function valueOf({ node, file }: MappingReader): unknown {
  const value = node.get('equals', true)
  if (!isNode(value)) return undefined
  const plain: unknown = value.toJS(file.document)
  return typeof plain === 'bigint' ? Number(plain) : (plain ?? null)
}

/** `1e-6` is text to the YAML of job files; as a tolerance it can only mean the number. */
function readTolerance(reader: MappingReader, equals: unknown): number | undefined {
  const text = reader.text('tolerance')
  if (text === undefined) return undefined
  const tolerance = Number(text)
  if (text.trim() === '' || !Number.isFinite(tolerance) || tolerance < 0)
    reader.reject('tolerance', `"${text}" is no number of 0 or more.`)
  if (!holdsNumber(equals)) reader.reject('tolerance', 'needs a number in equals.')
  return tolerance
}

const holdsNumber = (value: unknown): boolean =>
  typeof value === 'number' ||
  (typeof value === 'object' && value !== null && Object.values(value).some(holdsNumber))
