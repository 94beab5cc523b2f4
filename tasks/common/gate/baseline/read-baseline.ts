import { inParallel } from '../../in-parallel.ts'
import type { ModelMetrics } from '../../machinelearning/model/model-metrics.ts'
import { findModelVersion } from '../../machinelearning/model/model-version.ts'
import { readModelMetrics } from '../../machinelearning/model/read-model-metrics.ts'
import type { Workspace } from '../../machinelearning/workspace/workspace.ts'
import type { Baseline, BaselineChoice, GateRule } from '../gate-rule.ts'
import type { Question } from '../judge.ts'
import { chosenVersions } from './chosen-versions.ts'
import { deployedModels } from './deployed-models.ts'
import type { FoundModel, ModelName } from './model-name.ts'

const AT_ONCE = 8

/** Each rule with the baseline that it asks for; what several ask for is read once. */
export async function readBaselines(
  workspace: Workspace,
  rules: readonly GateRule[],
  candidate: ModelName,
): Promise<Question[]> {
  const known = new Map<string, Baseline>()
  const questions: Question[] = []
  for (const rule of rules) {
    const key = JSON.stringify(rule.baseline)
    const alike = rules.filter(other => JSON.stringify(other.baseline) === key)
    const wanted = alike.map(({ metric }) => metric)
    const baseline = known.get(key) ?? (await readBaseline(workspace, rule.baseline, candidate, wanted))
    known.set(key, baseline)
    questions.push({ rule, baseline })
  }
  return questions
}

/** Finds the baseline and reads its metrics. Never throws because there is none: that is the gate's to judge. */
export async function readBaseline(
  workspace: Workspace,
  choice: BaselineChoice,
  candidate: ModelName,
  wanted: readonly string[] = [],
): Promise<Baseline> {
  if (choice.from === 'none') return { kind: 'none' }
  const found =
    choice.from === 'deployed'
      ? await deployedModels(workspace, choice.endpointName)
      : await chosenVersions(workspace, choice, candidate)
  if ('kind' in found) return found
  const models = await inParallel(found.models, AT_ONCE, each => metricsOf(workspace, each, wanted))
  return { kind: 'known', models }
}

async function metricsOf(
  workspace: Workspace,
  { name, version, resource }: FoundModel,
  wanted: readonly string[],
): Promise<ModelMetrics> {
  const model = `${name}:${version}`
  const found = resource ?? (await findModelVersion(workspace, name, version))
  if (!found) return { model, metrics: {}, absence: `${model} is no longer in the registry` }
  return readModelMetrics(workspace, found, model, wanted)
}
