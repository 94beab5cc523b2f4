import { openSession } from '../../../common/azure/session.ts'
import type { Compensation, Host } from '../../../common/host/host.ts'
import { succeeded, type Outcome } from '../../../common/host/task.ts'
import type { Difference } from '../../../common/kubernetes/difference.ts'
import { planKubernetes, type KubernetesPlan } from '../../../common/kubernetes/plan-compute.ts'
import { provideKubernetes } from '../../../common/kubernetes/provide-compute.ts'
import type { KubernetesRequest } from '../../../common/kubernetes/request.ts'
import { openWorkspace } from '../../../common/machinelearning/workspace/open-workspace.ts'
import type { Workspace } from '../../../common/machinelearning/workspace/workspace.ts'
import { cell, table } from '../../../common/summary/markdown.ts'
import { defineKubernetes } from './define-kubernetes.ts'
import type { KubernetesInputs } from './kubernetes-inputs.ts'

/** Cluster, extension, compute and roles: made, mended, changed, or taken as they are; printed before it acts. */
export async function provisionKubernetes(inputs: KubernetesInputs, host: Host): Promise<Outcome> {
  const session = openSession(host, inputs.azureSubscription)
  const request = defineKubernetes(inputs, host, session.connection.subscriptionId)
  const workspace = await openWorkspace(session, {
    resourceGroup: inputs.resourceGroup,
    name: inputs.workspaceName,
  })
  const plan = await planKubernetes(workspace, request)
  printPlan(plan, request, host)
  if (inputs.validateOnly) {
    host.outputs.set('computeAction', 'none')
    return succeeded('The Kubernetes compute is valid; nothing was written.')
  }
  const id = await provide(workspace, request, plan, host)
  return finish(request, plan, id, host)
}

function printPlan(
  { lines, differences }: KubernetesPlan,
  { whenExists }: KubernetesRequest,
  host: Host,
): void {
  for (const line of lines) host.log.info(`Plan: ${line}`)
  for (const { of, field, is, asked, change } of differences) {
    const how = whenExists === 'update' && change === 'in place' ? 'will be changed' : 'stays as it is'
    host.log.info(`  ${of}: ${field} is ${is}, asked for ${asked}; ${how}`)
  }
}

async function provide(
  workspace: Workspace,
  request: KubernetesRequest,
  plan: KubernetesPlan,
  host: Host,
): Promise<string> {
  const writes = plan.steps.some(step => step !== 'check roles')
  const forget = writes ? host.onCancel(leftBehind(request, host)) : () => undefined
  try {
    return await provideKubernetes(workspace, request, plan)
  } finally {
    if (!host.signal.aborted) forget()
  }
}

/** What was sent cannot be taken back safely: it is told, and the next run goes on from it. */
const leftBehind = ({ tags }: KubernetesRequest, { log }: Host): Compensation => ({
  what: 'leave the cluster as it is',
  run: () => {
    const build = tags['mlops.build']
    const tag = build === undefined ? '' : ` What this build made has the tag mlops.build=${build}.`
    log.warning(
      `Azure may still be working on the cluster, and bills for its nodes.${tag} The next run of this step goes on from there.`,
    )
    return Promise.resolve()
  },
})

async function finish(
  { computeName, whenExists }: KubernetesRequest,
  { steps, isAttached, differences }: KubernetesPlan,
  id: string,
  host: Host,
): Promise<Outcome> {
  const isChanged = steps.some(step => step.startsWith('update') || step.startsWith('repair'))
  const action = isAttached ? (isChanged ? 'updated' : 'reused') : 'created'
  host.outputs.set('computeName', computeName)
  host.outputs.set('computeId', id)
  host.outputs.set('computeAction', action)
  const lasting = whenExists === 'update' ? [] : differences
  await host.outputs.summary(`compute-${computeName}`, summary(computeName, action, lasting))
  return succeeded(`Kubernetes compute ${computeName} was ${action}.`)
}

/** What is taken as it is may differ from what was asked: the page says where. */
const summary = (name: string, action: string, differences: readonly Difference[]): string =>
  [
    `## Kubernetes compute ${cell(name)}: ${action}`,
    ...(differences.length === 0
      ? []
      : [
          'It was taken as it is, and differs from what was asked in:',
          table(
            ['Of', 'Setting', 'Is', 'Asked for'],
            differences.map(({ of, field, is, asked }) => [of, field, is, asked]),
          ),
        ]),
  ].join('\n\n')
