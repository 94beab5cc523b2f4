import { job } from '../../tasks/common/specification/job/job.ts'
import { mappingsOf, reference } from './file-reference.ts'

/** What a key takes, but not with this value; the message in the file's place says the same. */
const REFUSED_VALUES = `## Refused values

- \`compute: local\`: a pipeline agent is no compute of a workspace.
- \`code: azureml://registries/...\`: code lies in a workspace; the service takes none from a registry for a job.
- \`{value: 0.5}\`, \`{value: 1}\` as an input: the official client sends 0 and True; write the number as the input itself.
- An alias that multiplies the file to more than 10000 parts, a tag (\`!...\`), a second document, text that is not UTF-8.
- A placeholder of a section that there is not: \`\${{input.x}}\` for \`\${{inputs.x}}\`.
- A range whose \`min_value\` is above its \`max_value\`, a choice without values.
`

const HEAD = `# Job files

Every key of a job file of the Azure ML CLI v2 that \`MLOpsTrain@1\` reads, made from the declaration that reads it
(\`node build/docs.mjs\`). A key that is not here is refused with its place and the nearest that there is. Values are YAML
as PyYAML reads it: \`yes\` is a boolean, \`1e-3\` is text, \`014\` is twelve. Paths are relative to the file that holds
them. The bodies that are sent are those of azure-ai-ml 1.35.2 (\`test/conformance\`).

The paths of \`overrides\` are those of \`az ml job create --set\`: \`inputs.lr=0.1\`,
\`jobs.train.resources.docker_args[0]=--ipc=host\`; a dot within a key is written \`\\.\`.
`

/** The page `docs/job-files.md`. */
export const jobFilesPage = (): string => [HEAD, ...reference(mappingsOf(job), REFUSED_VALUES)].join('\n')
