import { execFile } from 'node:child_process'
import fs from 'node:fs'
import { promisify } from 'node:util'
import { parse } from 'csv-parse/sync'
import { findOrStart } from '../../../local/azure/process.ts'
import { readWorkspace } from '../../bundle/support/read-azure.ts'

export interface Service {
  readonly scoringUri: string
  readonly key: string
}

export interface Answer {
  readonly predictions: number[]
  readonly probabilities: number[]
}

type Row = Record<string, number | null>

/** Address and key of an endpoint in the local Azure that a run left serving. */
export async function serviceOf(stateDirectory: string, endpoint: string): Promise<Service> {
  const azure = await findOrStart({ stateDirectory })
  const path = `onlineEndpoints/${endpoint}`
  const { properties } = await readWorkspace<{ properties: { scoringUri: string } }>(azure, path)
  const { primaryKey } = await readWorkspace<{ primaryKey: string }>(azure, `${path}/listKeys`, 'POST')
  return { scoringUri: properties.scoringUri, key: primaryKey }
}

/** The first `each` rows of each class of a table as published, without their label. */
export function rowsOfBothClasses(table: string, label: string, each: number): Row[] {
  const rows = parse<Record<string, string>>(fs.readFileSync(table, 'utf8'), {
    bom: true,
    columns: true,
    skip_empty_lines: true,
    trim: true,
  })
  const ofClass = (value: string): Record<string, string>[] =>
    rows.filter(row => row[label] === value).slice(0, each)
  return [...ofClass('0'), ...ofClass('1')].map(row =>
    Object.fromEntries(
      Object.entries(row)
        .filter(([name]) => name !== label)
        .map(([name, cell]) => [name, cell === 'NA' || cell === '' ? null : Number(cell)]),
    ),
  )
}

export async function askService({ scoringUri, key }: Service, rows: readonly Row[]): Promise<Answer> {
  const response = await fetch(scoringUri, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ data: rows }),
  })
  if (response.status !== 200) throw new Error(`HTTP ${response.status} ${await response.text()}`)
  return (await response.json()) as Answer
}

const SCRIPT = `
import json, sys
import joblib, pandas
model = joblib.load(sys.argv[1])
rows = pandas.DataFrame(json.loads(sys.argv[2])).astype(float)[list(model.feature_names_in_)]
print(json.dumps({"predictions": model.predict(rows).tolist(), "probabilities": model.predict_proba(rows)[:, 1].tolist()}))
`

/** The same rows answered in Python by the model file itself: no scoring script, no server. */
export async function askModel(python: string, modelFile: string, rows: readonly Row[]): Promise<Answer> {
  const { stdout } = await promisify(execFile)(python, ['-c', SCRIPT, modelFile, JSON.stringify(rows)])
  return JSON.parse(stdout) as Answer
}
