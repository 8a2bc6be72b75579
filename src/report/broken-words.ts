import { Broken } from '../model/broken';
import { visible } from '../model/visible';

/** Where faults of this package are reported. */
export const issues = 'https://github.com/cdk-lambda-failsafe/cdk-lambda-failsafe/issues';

/** What failed of ours, in one line; nobody must take it for something that is wrong with the app. */
export const brokenWords = ({ part, message }: Broken): string =>
  `${part} failed: ${visible(message.replace(/\s+/g, ' '))}. This is a fault of cdk-lambda-failsafe, not of this app, and what it would have found is missing; please report it at ${issues}`;
