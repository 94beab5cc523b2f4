import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'

/** The folders of one job on an agent, under one temporary folder of the machine. */
export interface AgentFolders {
  root: string
  sources: string
  temp: string
  tools: string
  workspace: string
}

export function makeAgentFolders(): AgentFolders {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'mlops-agent-'))
  const workspace = path.join(root, '1')
  const folders = {
    root,
    workspace,
    sources: path.join(workspace, 's'),
    temp: path.join(root, '_temp'),
    tools: path.join(root, '_tool'),
  }
  for (const folder of Object.values(folders)) fs.mkdirSync(folder, { recursive: true })
  return folders
}

/** The variables by which a task finds its way; those of a classic release know no sources. */
export function folderVariables(
  folders: AgentFolders,
  hostType: 'build' | 'release',
): Record<string, string> {
  const { workspace, sources, temp, tools, root } = folders
  const common = {
    'System.HostType': hostType,
    'Agent.TempDirectory': temp,
    'Agent.ToolsDirectory': tools,
    'Agent.WorkFolder': root,
    'Agent.BuildDirectory': workspace,
    'Agent.Version': '4.275.0',
    'Agent.OS': 'Linux',
    'System.DefaultWorkingDirectory': hostType === 'build' ? sources : path.join(workspace, 'a'),
  }
  if (hostType === 'release') return common
  return { ...common, 'Build.SourcesDirectory': sources, 'Pipeline.Workspace': workspace }
}
