import { FunctionUrl, FunctionUrlOptions, IFunction, Version } from 'aws-cdk-lib/aws-lambda';
import { Bind } from './bound';
import { callMetric } from '../existing-function';

export const functionUrl = (options: FunctionUrlOptions): Bind => (trigger, fn) => {
  if (isVersion(fn)) throw new Error(`${trigger.node.path}: ${fn.node.path} is a version, and Lambda has URLs for functions and aliases only. Use an alias of that version.`);
  if (fn.node.tryFindChild('FunctionUrl')) throw new Error(`${trigger.node.path}: ${fn.node.path} has a URL already, and Lambda has one for each function or alias. Remove that call of addFunctionUrl; the trigger makes the URL with the same logical id.`);
  const url: FunctionUrl = fn.addFunctionUrl(options);
  return {
    made: { functionUrl: url },
    verify: [url],
    counts: [{
      id: 'ServerErrorAlarm', of: url, metric: callMetric(fn, 'Url5xxCount'),
      says: `A client of the URL of ${fn.node.path} got a server error. Nobody tries again.`,
    }],
  };
};

const isVersion = (fn: IFunction): boolean => fn instanceof Version || ('version' in fn && !('aliasName' in fn));
