import { TaskError } from '../errors.ts'
import type { InputReader } from '../host/input-reader.ts'
import { texts } from '../specification/schema/collections.ts'
import { YamlFile } from '../specification/yaml-file.ts'

/** The input `environmentVariables`: a YAML mapping, with the scalars of CLI v2's files. */
export function readEnvironmentVariables(read: InputReader): Readonly<Record<string, string>> {
  const text = read.text('environmentVariables')
  if (text === undefined) return {}
  try {
    return new YamlFile('environmentVariables', text).read(texts)
  } catch (error) {
    if (!(error instanceof TaskError)) throw error
    read.reject('environmentVariables', error.message)
    return {}
  }
}
