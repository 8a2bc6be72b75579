import { CfnElement, DefaultTokenResolver, IPostProcessor, IResolvable, IResolveContext, Reference, Stack, Token, Tokenization } from 'aws-cdk-lib';
import { Json } from './file';
import { crossStack, unresolved } from './raw';

/**
 * Resolves what constructs hold, at any time before, during or after synthesis. CDK itself turns a reference into
 * another stack into an export and an import (or a parameter of a nested stack) late in synthesis, and until then it
 * resolves to a bare logical id that the stack at hand does not have. Here it keeps naming its target instead.
 */
export class TreeResolver extends DefaultTokenResolver {
  constructor(private readonly nameOf: (stack: Stack) => string) {
    super({ join: concat });
  }

  public resolveToken(token: IResolvable, context: IResolveContext, postProcessor: IPostProcessor): unknown {
    try {
      return this.acrossStacks(token, context) ?? super.resolveToken(token, context, postProcessor);
    } catch (error) {
      // What cannot be told must not keep the rest of the app from being read.
      return { [unresolved]: (error as Error).message };
    }
  }

  private acrossStacks(token: IResolvable, context: IResolveContext): Json | undefined {
    const reference = referenceIn(token);
    if (!reference) return undefined;
    const stack = Stack.of(reference.target);
    if (stack === Stack.of(context.scope)) return undefined;
    const marker = (id: string, attribute: string) => ({ [crossStack]: [this.nameOf(stack), id, attribute] });
    if (CfnElement.isCfnElement(reference.target)) return marker(String(stack.resolve(reference.target.logicalId)), reference.displayName);
    // The region, account or id of another stack: its target is the stack itself.
    return reference.displayName.startsWith('AWS::') ? marker(reference.displayName, 'Ref') : undefined;
  }
}

/** `consumeReference(value)` wraps the reference to say how strongly it ties the stacks together. */
function referenceIn(token: IResolvable): Reference | undefined {
  if (Reference.isReference(token)) return token;
  const inner = (token as { readonly reference?: unknown }).reference;
  return Reference.isReference(inner) ? inner : undefined;
}

/** The pieces of `${a}-${b}` become one Join, as in the template that CDK writes. */
function concat(left: unknown, right: unknown): unknown {
  if (left === undefined || right === undefined) return left ?? right ?? '';
  if (isPlain(left) && isPlain(right)) return `${left}${right}`;
  const pieces: unknown[] = [];
  for (const piece of [...joined(left), ...joined(right)]) {
    const last = pieces[pieces.length - 1];
    if (isPlain(piece) && isPlain(last)) pieces[pieces.length - 1] = `${last}${piece}`;
    else pieces.push(piece);
  }
  return { 'Fn::Join': ['', pieces] };
}

const isPlain = (value: unknown): value is string | number => typeof value === 'string' || typeof value === 'number';

function joined(value: unknown): readonly unknown[] {
  const join = (value as { readonly 'Fn::Join'?: readonly [string, readonly unknown[]] })['Fn::Join'];
  return Array.isArray(join) && join[0] === '' && Array.isArray(join[1]) ? join[1] : [value];
}

/** A plain value, or undefined for one that is known at deployment only. */
export const known = (value: string): string | undefined => (Token.isUnresolved(value) ? undefined : value);

export function resolveTokens(value: unknown, scope: Stack, resolver: TreeResolver): unknown {
  return Tokenization.resolve(value, { scope, resolver });
}
