// @ts-check
const { setTimeout: sleep } = require('node:timers/promises');
const { invoke, NotMine } = require('./invoke');

/**
 * What whoever starts a replay says.
 *
 * @typedef {object} Order
 * @property {number} [limit] how many events to try, at most
 * @property {boolean} [dryRun] only look: nothing is invoked, moved or deleted
 * @property {string} [from] only what was left at this time or later, as 2030-01-31T12:00:00Z
 * @property {string} [to] only what was left before this time
 * @property {string} [prefix] of the names of objects
 * @property {boolean} [all] all records between two positions, where these are more than have failed
 */

/** @typedef {{ functions: readonly string[], perSecond: number, spare: number }} Settings spare: milliseconds that one event may take */
/** @typedef {{ getRemainingTimeInMillis(): number }} Clock */
/** @typedef {{ functionArn: string, payload: string, sync: boolean }} Replay */

const known = ['limit', 'dryRun', 'from', 'to', 'prefix', 'all'];

/** As many failures in a row say that the fault is still there. */
const tooMany = 10;

/** One invocation of a replay function: what it may do, and what it has done. */
class Run {
  // What comes later may be an event of this very run that has failed again: with it the run would never end.
  started = Date.now();
  replayed = 0;
  failed = 0;
  left = 0;
  /** Events that were read, whether or not they could be tried. */
  seen = 0;
  tried = 0;
  /** Failures of the function one behind the other. */
  inARow = 0;
  nextAt = 0;
  /** @type {{ id: string, why: string }[]} */
  reasons = [];

  /** @param {Order | null | undefined} order @param {Settings} settings @param {Clock} clock */
  constructor(order, settings, clock) {
    const unknown = Object.keys(order ?? {}).filter((name) => !known.includes(name));
    if (unknown.length > 0) throw new Error(`${unknown.join(', ')}: not known here; there are ${known.join(', ')}`);
    this.order = order ?? {};
    this.settings = settings;
    this.clock = clock;
    this.from = this.order.from === undefined ? -Infinity : time('from', this.order.from);
    this.to = Math.min(this.started, this.order.to === undefined ? Infinity : time('to', this.order.to));
  }

  /** How many events may still be tried. */
  get room() {
    return (this.order.limit ?? Infinity) - this.tried;
  }

  /** Why the run has to end, before everything was tried. */
  get stop() {
    if (this.room <= 0) return 'limit';
    if (this.inARow >= tooMany) return 'failures';
    // The first one is always tried: a slow function would have none otherwise.
    return this.seen > 0 && this.clock.getRemainingTimeInMillis() < this.settings.spare ? 'time' : undefined;
  }

  /** Whether something that came then is meant. @param {number} then */
  covers(then) {
    const covered = then >= this.from && then < this.to;
    if (!covered) this.left += 1;
    return covered;
  }

  /**
   * Tries one event, not too soon after the one before.
   *
   * @param {string} id
   * @param {{ lambda: import('./invoke').Lambda }} aws
   * @param {() => Replay | Promise<Replay>} read throws where it cannot be replayed
   * @returns {Promise<boolean>} whether it is done with
   */
  async one(id, { lambda }, read) {
    this.seen += 1;
    let replay;
    try {
      replay = await read();
    } catch (error) {
      if (error instanceof NotMine) this.left += 1;
      else this.fails(id, error);
      return false;
    }
    this.tried += 1;
    if (!this.order.dryRun) {
      await this.pace();
      try {
        await invoke(lambda, replay);
      } catch (error) {
        this.inARow += 1;
        this.fails(id, error);
        return false;
      }
    }
    this.inARow = 0;
    this.replayed += 1;
    return !this.order.dryRun;
  }

  /** @param {string} id @param {unknown} error */
  fails(id, error) {
    const why = error instanceof Error ? error.message : String(error);
    this.failed += 1;
    console.error(JSON.stringify({ id, why }));
    if (this.reasons.length < 20) this.reasons.push({ id, why });
  }

  async pace() {
    const wait = this.nextAt - Date.now();
    if (wait > 0) await sleep(wait);
    this.nextAt = Date.now() + 1000 / this.settings.perSecond;
  }

  /** For whoever has started it. @param {string} [stopped] */
  result(stopped) {
    const { replayed, failed, left, reasons, order } = this;
    const result = { ...order.dryRun ? { wouldReplay: replayed } : { replayed }, failed, left, ...stopped ? { stopped } : {}, ...reasons.length > 0 ? { reasons } : {} };
    console.log(JSON.stringify(result));
    return result;
  }
}

/** @param {string} name @param {string} text */
function time(name, text) {
  const then = Date.parse(text);
  if (Number.isNaN(then)) throw new Error(`${name} is ${JSON.stringify(text)}; it has to be a time such as 2030-01-31T12:00:00Z`);
  return then;
}

module.exports = { Run };
