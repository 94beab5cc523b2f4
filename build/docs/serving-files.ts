import { onlineDeployment } from '../../tasks/common/specification/deployment/deployment.ts'
import { onlineEndpoint } from '../../tasks/common/specification/endpoint/endpoint.ts'
import { mappingsOf, reference } from './file-reference.ts'

const HEAD = `# Endpoint and deployment files

Every key of an endpoint or deployment file of the Azure ML CLI v2 that \`MLOpsDeployToAks@1\` and
\`MLOpsDeployToManagedEndpoint@1\` read, made from the declaration that reads it (\`node build/docs.mjs\`). A key that is
not here is refused with its place and the nearest that there is. Paths are relative to the file that holds them. The
bodies that are sent are those of azure-ai-ml 1.35.2 (\`test/conformance\`).

The paths of \`overrides\` are those of \`az ml online-deployment create --set\`: \`instance_count=3\`,
\`environment_variables.LEVEL=debug\`. Those of the endpoint file begin with \`endpoint.\`: \`endpoint.tags.team=risk\`.

## What the roll-out decides

A deployment that serves is never replaced in place, so not everything in the files is taken as it stands:

- \`name\` of the endpoint and \`endpoint_name\`: the input \`endpointName\` wins over both. Without it they must agree.
- \`name\` of the deployment: taken in lower case while no deployment of that name serves; else the other colour (\`blue\`,
  \`green\`) is made. The input \`deploymentName\` wins.
- \`traffic\`: not used. A new endpoint has none; a new deployment gets it by \`trafficSteps\`, after its test.
- \`compute\`: the input \`computeName\` wins. An endpoint never moves to another compute.
- The endpoint file is used where the endpoint does not exist yet. One that is there stays as it is.
- \`tags\`: those of the input and of the build are added, and win.
- A deployment file that names neither \`model\` nor \`environment\` takes the image of the input \`image\` or of the hand-off
  file. For one that does, a hand-off file is read only where \`handoffFile\` names it, for the verdict of its gate.
- \`model\` and \`environment\` that are described in the file are registered under their content, or under the name and
  version that the file gives them: one that is registered is left as it is.
`

const REFUSED_VALUES = `## Refused values

- \`auth_mode: aad_token\`, assets of a registry, a \`mirror_traffic\` other than nothing, on Kubernetes: managed endpoints only.
- \`scale_settings\` of the type \`target_utilization\` on a managed endpoint: it is scaled by rules of Azure Monitor.
- A \`name\` without a \`version\` in a model or an environment that is described in the file: each run would register another.
- \`requests\` above \`limits\`, \`min_instances\` above \`max_instances\`, shares that sum to more than 100.
- A \`scoring_script\` that is not in the folder \`code\`; code without a \`scoring_script\`.
`

/** The page `docs/serving-files.md`. */
export const servingFilesPage = (): string =>
  [HEAD, ...reference(mappingsOf(onlineEndpoint, onlineDeployment), REFUSED_VALUES)].join('\n')
