export { byPlace } from './by-place.ts'
export {
  anything,
  anyMapping,
  jsonOf,
  listOf,
  mapOf,
  nullable,
  PythonDate,
  PythonFloat,
  texts,
} from './collections.ts'
export type { Json, JsonMapping } from './collections.ts'
export { Cursor } from './cursor.ts'
export { fallback, ignored, refused, required } from './fields.ts'
export { suggestion } from '../../text/nearest.ts'
export { object, type ObjectSchema } from './object.ts'
export { refusedKind } from './refused-kind.ts'
export { checked, mapped, orBinding, worded } from './refine.ts'
export { anyCase, boolean, choice, integer, literal, number, text, type Literal } from './scalars.ts'
export type { Read, Schema } from './schema.ts'
export { byType, lazy, shapes } from './unions.ts'
