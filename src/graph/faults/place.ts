import { Fault, Net, NetKind } from '../../model/graph';
import { setNet } from '../net-lines';

/** Which of the two must be the same as where the net is configured, by AWS's own words. */
const same: { readonly [kind in NetKind]?: readonly ('account' | 'Region')[] } = {
  'redrive': ['account', 'Region'],
  'subscription-dlq': ['account', 'Region'],
  'target-dlq': ['Region'],
};

/** AWS documents neither that these work elsewhere nor that they do not. */
const undocumented: { readonly [kind in NetKind]?: readonly ('account' | 'Region')[] } = {
  'function-dlq': ['account', 'Region'],
  'async-destination': ['Region'],
  'mapping-destination': ['Region'],
};

/** Other account or Region, as far as both are written down. */
export function* placeFaults(net: Net): Iterable<Fault> {
  const { owner, rest, target, kind } = net;
  // The subscription to a topic of another Region lives there.
  const home: { readonly region?: string; readonly account?: string } = owner.properties.Region === undefined ? owner.stack : {};
  const there = rest.resource ? rest.resource.stack : target.kind === 'external' ? { region: target.arn?.region, account: target.arn?.account } : {};
  for (const [about, here, other] of [['account', home.account, there.account], ['Region', home.region, there.region]] as const) {
    if (here === undefined || !other || !/^([a-z]{2,}(-[a-z]+)+-\d|\d{12})$/.test(other) || here === other) continue;
    const certain = same[kind]?.includes(about) ?? false;
    if (!certain && !undocumented[kind]?.includes(about)) continue;
    yield {
      code: 'place', certain, what: `${rest.text} is in the ${about} ${other}, ${owner.label} in ${here}${certain ? '' : `; AWS does not document that this works across ${about}s`}`,
      ...setNet(net, `with a queue in the ${about} ${here}`),
    };
  }
}
