import type { Difference } from '../../common/machinelearning/compute/cluster-differences.ts'
import type { ClusterSpec } from '../../common/machinelearning/compute/cluster.ts'
import { cell, table } from '../../common/summary/markdown.ts'

/** The run's page. A cluster that is taken as it is may differ from what was asked: the page says where. */
export const clusterSummary = (
  spec: ClusterSpec,
  action: string,
  differences: readonly Difference[],
): string =>
  [
    `## Compute cluster ${cell(spec.name)}: ${action}`,
    table(
      ['Size', 'Tier', 'Nodes', 'Region'],
      [[spec.size, spec.tier, `${spec.minInstances} to ${spec.maxInstances}`, spec.location]],
    ),
    ...(differences.length === 0
      ? []
      : [
          'That was asked. The cluster was taken as it is, and differs in:',
          table(
            ['Setting', 'Is', 'Asked for'],
            differences.map(({ field, is, asked }) => [field, is, asked]),
          ),
        ]),
  ].join('\n\n')
