import type { InputReader } from '../host/input-reader.ts'
import type { Schema } from './schema/schema.ts'
import { YamlFile } from './yaml-file.ts'

/** An input that holds a part of a CLI v2 file, as YAML; what is wrong with it is reported with the other inputs. */
export function fragment<T>(read: InputReader, name: string, schema: Schema<T>): T | undefined {
  const text = read.text(name)
  return text === undefined ? undefined : read.orReject(name, () => new YamlFile(name, text).read(schema))
}
