import parseJsonPath from 'jsonpath-rfc9535/parser'
import { messageOf } from '../errors.ts'

/** Why a text is no JSON path; undefined where it is one. */
export function jsonPathProblem(jsonPath: string): string | undefined {
  try {
    parseJsonPath(jsonPath)
    return undefined
  } catch (error) {
    return `"${jsonPath}" is no JSON path by RFC 9535, such as $.predictions[0] (${messageOf(error)})`
  }
}
