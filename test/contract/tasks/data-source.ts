import Handlebars from 'handlebars'
import { query, type JsonValue } from 'jsonpath-rfc9535'
import type { DataSourceBinding } from '../../../build/task-manifest.ts'

/** One line of a pick-list: what the input gets, and what the user sees. */
export interface Choice {
  value: string
  label: string
}

export interface Connection {
  /** Resource Manager of the service connection, with a slash at the end as Azure DevOps keeps it. */
  url: string
  subscriptionId: string
  getJson(url: string): Promise<unknown>
}

/**
 * Fills a pick-list as Azure DevOps does it on the server: macros of other inputs, then the Handlebars
 * template of the URL, the call with the identity of the connection, the selector, the template of a line.
 */
export async function choices(
  binding: DataSourceBinding,
  connection: Connection,
  inputs: Record<string, string>,
): Promise<Choice[]> {
  const withInputs = binding.endpointUrl.replaceAll(/\$\((\w+)\)/g, (_, name: string) => inputs[name] ?? '')
  const url = Handlebars.compile(withInputs)({ endpoint: connection })
  const answer = await connection.getJson(url)
  const selected = query(answer as JsonValue, binding.resultSelector.replace(/^jsonpath:/, ''))
  const line = Handlebars.compile(binding.resultTemplate)
  return selected.map(item => choice(line(item)))
}

function choice(rendered: string): Choice {
  if (!rendered.startsWith('{')) return { value: rendered, label: rendered }
  const { Value, DisplayValue } = JSON.parse(rendered) as { Value: string; DisplayValue: string }
  return { value: Value, label: DisplayValue }
}
