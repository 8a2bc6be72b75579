import { BadUse } from './command';

const units: { readonly [unit in string]?: number } = { s: 1, min: 60, h: 3_600, d: 86_400 };

/** `90s`, `15min`, `2h` or `1.5d`, in seconds. */
export function seconds(option: string, text: string): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?) ?(s|min|h|d)$/.exec(text) ?? [];
  const total = Number(amount) * (units[unit] ?? NaN);
  if (!(total > 0)) throw new BadUse(`--${option} is a time such as 90s, 15min, 2h or 1.5d, not ${text}`);
  return total;
}

/** `5/s`, `100/min`, `2000/h` or `1/d`, in events per second. */
export function rate(option: string, text: string): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?) ?\/ ?(s|min|h|d)$/.exec(text) ?? [];
  const perSecond = Number(amount) / (units[unit] ?? NaN);
  if (!(perSecond > 0)) throw new BadUse(`--${option} is a rate such as 5/s, 100/min or 2000/h, not ${text}`);
  return perSecond;
}
