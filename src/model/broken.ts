/** A part of this package that failed: a fault of ours, never of the app that was looked at. */
export interface Broken {
  /** What it is, such as `the rule sqs-no-redrive`. */
  readonly part: string;
  readonly message: string;
  /** For whoever looks into it. */
  readonly stack?: string;
}

/** The parts that failed, each with the same message once: what fails for one function fails for a thousand. */
export class BrokenParts {
  private readonly found = new Map<string, Broken>();

  public get all(): readonly Broken[] { return [...this.found.values()]; }

  public add(...parts: readonly Broken[]): void {
    for (const each of parts) if (!this.found.has(`${each.part}|${each.message}`)) this.found.set(`${each.part}|${each.message}`, each);
  }

  /** Does something that must not keep the rest from being done. */
  public guard(part: string, work: () => void): void {
    try {
      work();
    } catch (error) {
      const { message, stack } = error instanceof Error ? error : new Error(String(error));
      this.add({ part, message, stack });
    }
  }
}
