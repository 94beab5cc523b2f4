import type { InputReader } from '../../common/host/input-reader.ts'
import type { KnownPredictions } from '../../common/scoring/accuracy.ts'
import { jsonPathProblem } from '../../common/scoring/json-path.ts'
import { isCsv } from '../../common/scoring/request-body.ts'

/** What to hold the predictions against; the cells themselves stand in the request file. */
export type ExpectedColumn = Omit<KnownPredictions, 'cells'>

/** All inputs about the column that holds the right predictions; undefined where none is named. */
export function readExpectedColumn(
  read: InputReader,
  requestFile: string | undefined,
): ExpectedColumn | undefined {
  const column = read.text('expectedColumn')
  const jsonPath = read.text('predictionsJsonPath')
  const minAccuracy = read.share('minAccuracy')
  const tolerance = read.amount('expectedTolerance')
  const problem = jsonPath === undefined ? undefined : jsonPathProblem(jsonPath)
  if (problem !== undefined) read.reject('predictionsJsonPath', problem)
  if (column === undefined) {
    for (const [name, value] of Object.entries({
      minAccuracy,
      predictionsJsonPath: jsonPath,
      expectedTolerance: tolerance,
    }))
      if (value !== undefined)
        read.reject(name, 'needs the column with the right predictions in expectedColumn.')
    return undefined
  }
  if (requestFile !== undefined && !isCsv(requestFile))
    read.reject(
      'expectedColumn',
      'the request file is no CSV file; check values of a JSON request with expectations.',
    )
  return { column, jsonPath, tolerance: tolerance ?? 0, minAccuracy: minAccuracy ?? 1 }
}
