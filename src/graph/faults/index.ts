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

/** Hand-over H4: does the net take what is written into it? */
export const faultsOf = (net: Net, graph: FailureGraph): readonly Fault[] => checks.flatMap((check) => [...check(net, graph)]);
