import type { ComponentOrigin } from '../../../specification/components/component-choice.ts'
import type { Component } from '../../../specification/nodes/node-component.ts'
import type { Node } from '../../../specification/nodes/nodes.ts'

/** A node whose component is known to Azure. */
export interface RegisteredNode {
  readonly componentId: string
  /** Undefined where the component is registered: only Azure knows it. */
  readonly component: Component | undefined
  readonly source: ComponentOrigin | 'REMOTE.REGISTRY' | 'REMOTE.WORKSPACE.COMPONENT'
}
export type RegisteredNodes = ReadonlyMap<Node, RegisteredNode>
