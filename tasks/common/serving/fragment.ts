import { TaskError } from '../errors.ts'
import type { InputReader } from '../host/input-reader.ts'
import type { Schema } from '../specification/schema/schema.ts'
import { YamlFile } from '../specification/yaml-file.ts'

/** An input that holds a part of a CLI v2 file, as YAML; what is wrong with it is reported with the other inputs. */
export function fragment<T>(read: InputReader, name: string, schema: Schema<T>): T | undefined {
  const text = read.text(name)
  return text === undefined ? undefined : orReject(read, name, () => new YamlFile(name, text).read(schema))
}

/** What `make` gives; its error becomes that of the input. */
export function orReject<T>(read: InputReader, name: string, make: () => T): T | undefined {
  try {
    return make()
  } catch (error) {
    if (!(error instanceof TaskError)) throw error
    read.reject(name, error.message)
    return undefined
  }
}
