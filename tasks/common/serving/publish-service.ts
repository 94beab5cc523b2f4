import * as path from 'node:path'
import { handoffFolder, SCHEMA_VERSION, writeJson } from '../handoff/build-output.ts'
import type { Host } from '../host/host.ts'
import { succeeded, type Outcome } from '../host/task.ts'
import type { RolloutPlan } from '../rollout/plan-rollout.ts'
import type { Service } from '../rollout/roll-out.ts'
import { cell, table } from '../summary/markdown.ts'
import type { Release } from './release.ts'
import type { ServingInputs } from './serving-inputs.ts'

const SERVICE_FILE = 'aksRestServiceJson.json'

/** Tells later steps and people where the service is. The key goes into a secret output and nowhere else. */
export async function publishService(
  service: Service,
  plan: RolloutPlan,
  inputs: ServingInputs,
  release: Release,
  host: Host,
): Promise<Outcome> {
  const previous = Object.keys(plan.before).join(',')
  host.outputs.set('deployed', 'true')
  host.outputs.set('scoringUri', service.scoringUri)
  if (service.key) host.outputs.setSecret('endpointKey', service.key)
  host.outputs.set('deploymentName', plan.deployment)
  host.outputs.set('previousDeployment', previous)
  const file = inputs.handoffOutputFile ?? besideHandoff(release, host)
  await writeJson(file, serviceFile(service, plan, release))
  host.log.info(`Hand-off: ${file}`)
  await host.outputs.summary(`deploy-${plan.endpoint}`, summary(service, plan, release))
  const message = `Deployment ${plan.deployment} serves all the traffic of endpoint ${plan.endpoint}: ${service.scoringUri}`
  return service.clean ? succeeded(message) : { result: 'SucceededWithIssues', message }
}

/** The gate of the build said no: nothing to do, and no failure. */
export function notDeployed(host: Host): Outcome {
  host.outputs.set('deployed', 'false')
  return succeeded('The gate of the build said no: nothing was deployed, what serves goes on serving.')
}

const besideHandoff = ({ handoffFile }: Release, { variables }: Host): string =>
  path.join(handoffFile === undefined ? handoffFolder(variables) : path.dirname(handoffFile), SERVICE_FILE)

/** The first two names are the lab's. */
const serviceFile = (
  { scoringUri }: Service,
  plan: RolloutPlan,
  { image, model, handoff }: Release,
): Record<string, string | number | null> => ({
  aksServiceName: plan.endpoint,
  aks_service_url: scoringUri,
  schema_version: SCHEMA_VERSION,
  deployment_name: plan.deployment,
  model_name: model?.name ?? handoff?.model_name ?? null,
  model_version: model?.version ?? handoff?.model_version ?? null,
  image_reference: image ?? null,
})

function summary({ scoringUri }: Service, plan: RolloutPlan, { image, model, handoff }: Release): string {
  const named = model ? `${model.name}:${model.version}` : handoff?.model_name
  const otherwise = image === undefined ? 'in the deployment file' : 'in the image'
  const before = Object.keys(plan.before).join(', ') || 'none'
  return [
    `## Endpoint ${cell(plan.endpoint)}: deployment ${cell(plan.deployment)} serves`,
    table(
      ['Model', 'Image', 'Address', 'Before'],
      [[named ?? otherwise, image ?? 'none of its own', scoringUri, before]],
    ),
  ].join('\n\n')
}
