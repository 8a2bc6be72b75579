import { defineSource } from './source';
import { invokedAmong } from '../lambda/invoked';
import { syncPath } from '../lambda/sync';
import { at, list, string } from '../model/value';

export const facts = {
  link: 'https://docs.aws.amazon.com/vpc-lattice/latest/ug/lambda-functions.html',
};

/** A target group of VPC Lattice. */
export default defineSource({
  id: 'vpc-lattice',
  title: 'Amazon VPC Lattice',
  links: [facts.link],
  claims: ['AWS::VpcLattice::TargetGroup'],
  * paths(app) {
    for (const group of app.ofType('AWS::VpcLattice::TargetGroup')) {
      if (string(group.properties.Type) !== 'LAMBDA') continue;
      for (const invoked of invokedAmong(app, list(group.properties.Targets).map((target) => at(target, 'Id')))) {
        yield { source: 'vpc-lattice', kind: 'sync-lattice', triggers: [group], ...syncPath(invoked, 'the client gets a 5xx answer', facts.link) };
      }
    }
  },
});
