import { InjectionContext, IPropertyInjector, PropertyInjectors } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';

/**
 * Fills in what nobody has set when a construct of one class is made. CDK asks one injector for each class, the nearest; so ours asks
 * those that it hides, on the same construct or further up, and fills in what they leave.
 */
export abstract class DefaultsInjector<Props extends object> implements IPropertyInjector {
  /** What somebody else had registered on the same construct. */
  private readonly replaced?: IPropertyInjector;

  constructor(public readonly constructUniqueId: string, private readonly scope: IConstruct) {
    const before = injectorOn(scope, constructUniqueId);
    this.replaced = before instanceof DefaultsInjector ? before.replaced : before;
  }

  public inject(originalProps: Props | undefined, context: InjectionContext): unknown {
    const given = (this.hidden()?.inject(originalProps, context) ?? originalProps) as Props | undefined;
    const added = this.defaults(given ?? {} as Props, context);
    return added === undefined ? given : { ...given, ...added };
  }

  /** What to add to the properties; only such as are not set. `undefined` counts as not set, as everywhere in CDK. */
  protected abstract defaults(props: Props, context: InjectionContext): Partial<Props> | undefined;

  private hidden(): IPropertyInjector | undefined {
    if (this.replaced) return this.replaced;
    for (const above of this.scope.node.scopes.reverse().slice(1)) {
      const injector = injectorOn(above, this.constructUniqueId);
      // Ours further up has other settings; the nearest ones count.
      const theirs = injector instanceof DefaultsInjector ? injector.replaced : injector;
      if (theirs) return theirs;
    }
    return undefined;
  }
}

export const injectorOn = (construct: IConstruct, constructUniqueId: string): IPropertyInjector | undefined =>
  (PropertyInjectors.hasPropertyInjectors(construct) ? PropertyInjectors.of(construct).for(constructUniqueId) : undefined);
