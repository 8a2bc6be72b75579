import { InjectionContext } from 'aws-cdk-lib';
import { Function, FunctionProps } from 'aws-cdk-lib/aws-lambda';
import { IConstruct } from 'constructs';
import { DefaultsInjector } from './injector';
import { addLateNets } from './late-nets';
import { settingsFor } from './settings';

/**
 * A function itself gets nothing: what it needs depends on who invokes it, and that is known at synthesis only. But where there are
 * functions, someone has to look by then.
 */
export class FunctionDefaults extends DefaultsInjector<FunctionProps> {
  constructor(scope: IConstruct) {
    super(Function.PROPERTY_INJECTION_ID, scope);
  }

  protected defaults(_: FunctionProps, { scope }: InjectionContext): undefined {
    const settings = settingsFor(scope);
    if (settings) addLateNets(settings.scope, scope);
  }
}
