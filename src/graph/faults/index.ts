import { keyFaults } from './key';
import { loopFaults } from './loop';
import { placeFaults } from './place';
import { policyFaults } from './policy';
import { roleFaults } from './role';
import { typeFaults } from './type';
import { FailureGraph, Fault, Net } from '../../model/graph';

/** One reason why a net does not hold what falls into it; one file each, see the list below. */
export type NetCheck = (net: Net, graph: FailureGraph) => Iterable<Fault>;

const checks: readonly NetCheck[] = [typeFaults, placeFaults, roleFaults, policyFaults, keyFaults, loopFaults];

/** Hand-over H4: does each net take what is written into it? */
export function findFaults(graph: FailureGraph): void {
  for (const net of graph.nets) net.faults = checks.flatMap((check) => [...check(net, graph)]);
}
