// What runs in the page knows the page.
/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Browser, Page } from 'playwright-core';
import { openBrowser } from './browser';
import { evil, writeOdd } from './evil';
import { writeApp } from './many';
import { main } from '../../src/cli/main';

jest.setTimeout(60_000);

const folder = mkdtempSync(join(tmpdir(), 'failsafe-page-'));
let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

function write(name: string, app: string): string {
  const file = join(folder, `${name}.html`);
  expect(main(['map', '--output', file, app], { width: 80, colour: false, out: () => undefined, error: () => undefined })).toBe(0);
  return pathToFileURL(file).href;
}

const fn = (more = '') => `{ Type: AWS::Lambda::Function, Properties: { Runtime: nodejs22.x, Handler: i.h, Role: "arn:aws:iam::111122223333:role/fn", Code: { ZipFile: x }${more} } }`;

/** Two stacks: events are lost, block, are kept, and go back to a caller. */
function shop(): string {
  const app = join(folder, 'shop.yaml');
  writeFileSync(app, `
Resources:
  Dlq: { Type: AWS::SQS::Queue, Properties: { MessageRetentionPeriod: 1209600 } }
  Orders: { Type: AWS::SQS::Queue, Properties: { VisibilityTimeout: 180, RedrivePolicy: { deadLetterTargetArn: !GetAtt Dlq.Arn, maxReceiveCount: 5 } } }
  ShipOrder: ${fn(', Timeout: 30')}
  Feed: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref ShipOrder, EventSourceArn: !GetAtt Orders.Arn } }
  Payments: { Type: AWS::SQS::Queue, Properties: { VisibilityTimeout: 180 } }
  ChargeCard: ${fn()}
  PaymentFeed: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref ChargeCard, EventSourceArn: !GetAtt Payments.Arn } }
  Shipped: { Type: AWS::SNS::Topic }
  Notify: ${fn(', DeadLetterConfig: { TargetArn: !GetAtt Dlq.Arn }')}
  News: { Type: AWS::SNS::Subscription, Properties: { Protocol: lambda, Endpoint: !GetAtt Notify.Arn, TopicArn: !Ref Shipped } }
`);
  const other = join(folder, 'clicks.yaml');
  writeFileSync(other, `
Resources:
  Clicks: { Type: AWS::Kinesis::Stream }
  CountClicks: ${fn()}
  ClickFeed: { Type: AWS::Lambda::EventSourceMapping, Properties: { FunctionName: !Ref CountClicks, EventSourceArn: !GetAtt Clicks.Arn, StartingPosition: LATEST } }
  Url: { Type: AWS::Lambda::Url, Properties: { AuthType: NONE, TargetFunctionArn: !Ref ListClicks } }
  ListClicks: ${fn()}
`);
  const file = join(folder, 'shop.html');
  expect(main(['map', '--output', file, app, other], { width: 80, colour: false, out: () => undefined, error: () => undefined })).toBe(0);
  return pathToFileURL(file).href;
}

const url = shop();

interface Watched { readonly page: Page; readonly said: string[]; readonly asked: string[] }

/** A page with all that it says and asks for. */
async function open(address: string, { width = 1280, height = 900, dark = false } = {}): Promise<Watched> {
  const page = await browser.newPage({ viewport: { width, height }, colorScheme: dark ? 'dark' : 'light' });
  const [said, asked]: string[][] = [[], []];
  page.on('console', (message) => said.push(message.text()));
  page.on('pageerror', (error) => said.push(error.message));
  page.on('request', (request) => asked.push(request.url()));
  // Node's own observer has another type.
  await page.addInitScript({
    content: `
    window.tasks = [];
    new PerformanceObserver((list) => window.tasks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask', buffered: true });
  `,
  });
  await page.goto(address);
  return { page, said, asked };
}

/** What is shown, as `fate function`. */
const shown = (page: Page) => page.$$eval('#cards .path', (buttons) => buttons.map((button) => `${button.classList[1]} ${button.closest('section')!.getAttribute('aria-label')}`));
const hash = (page: Page) => Object.fromEntries(new URLSearchParams(new URL(page.url()).hash.slice(1)));
const status = (page: Page) => page.textContent('#shown');
const focused = (page: Page) => page.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '');

const all = ['lost ChargeCard', 'blocks CountClicks', 'kept Notify', 'kept ShipOrder', 'caller ListClicks'];

describe('the page', () => {
  test('opens from the disk, asks for nothing, and has nothing to complain about', async () => {
    const { page, said, asked } = await open(url);
    expect((await shown(page)).sort()).toEqual([...all].sort());
    await page.click('.path.lost');
    await page.click('#as-table');
    await page.fill('#search', 'ship');
    await page.emulateMedia({ media: 'print' });
    expect(asked).toEqual([url]);
    expect(said).toEqual([]);
  });

  test('cannot load or send anything, even if it wanted to', async () => {
    const { page } = await open(url);
    const answered: string[] = [];
    page.on('requestfinished', (request) => answered.push(request.url()));
    const failed = await page.evaluate(async () => {
      const image = new Promise((resolve) => {
        const element = new Image();
        element.onload = () => resolve('loaded');
        element.onerror = () => resolve('refused');
        element.src = 'https://example.com/a.png';
      });
      const fetched = fetch('https://example.com/').then(() => 'loaded', () => 'refused');
      const script = document.createElement('script');
      script.textContent = 'window.hacked = 1';
      document.body.append(script);
      return [await image, await fetched, (window as { hacked?: number }).hacked ?? 'refused'];
    });
    expect(failed).toEqual(['refused', 'refused', 'refused']);
    expect(answered).toEqual([]);
  });

  test('counts every fate, the worst first', async () => {
    const { page } = await open(url);
    expect(await page.$$eval('.chip', (chips) => chips.map((chip) => chip.textContent))).toEqual(['✗LOST1', '■BLOCKS1', '?unknown0', '✓kept2', '→caller1', '✗lost before Lambda1']);
    expect((await shown(page))[0]).toBe('lost ChargeCard');
  });

  test('tells fates apart without colour', async () => {
    const { page } = await open(url);
    const dashes = await page.$$eval('.line', (lines) => Object.fromEntries(lines.map((line) => [line.classList[1], getComputedStyle(line).strokeDasharray])));
    expect(new Set([dashes.kept, dashes.blocks, dashes.caller]).size).toBe(3);
    expect((await page.locator('.ending b').allTextContents()).sort()).toEqual(['→ caller', '■ BLOCKS', '✗ LOST', '✗ LOST']);
  });
});

describe('filters', () => {
  test('a fate, and another one too', async () => {
    const { page } = await open(url);
    await page.click('[data-fate=lost]');
    expect([await shown(page), await status(page), hash(page)]).toEqual([['lost ChargeCard'], '1 of 5 paths', { fate: 'lost' }]);
    await page.click('[data-fate=caller]');
    expect([(await shown(page)).sort(), hash(page)]).toEqual([['caller ListClicks', 'lost ChargeCard'], { fate: 'lost,caller' }]);
    await page.click('[data-fate=lost]');
    expect(await shown(page)).toEqual(['caller ListClicks']);
    expect(await page.getAttribute('[data-fate=caller]', 'aria-pressed')).toBe('true');
  });

  test('what is lost before it reaches Lambda', async () => {
    const { page } = await open(url);
    await page.click('[data-fate=undelivered]');
    expect(await shown(page)).toEqual(['kept Notify']);
  });

  test('a stack', async () => {
    const { page } = await open(url);
    await page.selectOption('#stack', 'clicks.yaml');
    expect([(await shown(page)).sort(), hash(page)]).toEqual([['blocks CountClicks', 'caller ListClicks'], { stack: 'clicks.yaml' }]);
    expect(await page.textContent('[data-fate=kept] b')).toBe('0');
  });

  test('a source', async () => {
    const { page } = await open(url);
    await page.selectOption('#source', 'SNS');
    expect([await shown(page), hash(page)]).toEqual([['kept Notify'], { source: 'SNS' }]);
  });

  test.each([['chargecard', ['lost ChargeCard']], ['DLQ shiporder', ['kept ShipOrder']], ['stream-infinite-retries', ['blocks CountClicks']], ['nobody has this', []]])('text: %s', async (text, expected) => {
    const { page } = await open(url);
    await page.fill('#search', text);
    expect(await shown(page)).toEqual(expected);
    expect(hash(page)).toEqual({ q: text });
    expect(await page.isVisible('#map-nothing')).toBe(expected.length === 0);
  });

  test('stand in the address, and come from there', async () => {
    const { page } = await open(`${url}#stack=shop.yaml&fate=kept&q=queue`);
    expect([(await shown(page)).sort(), await page.inputValue('#stack'), await page.inputValue('#search')]).toEqual([['kept Notify', 'kept ShipOrder'], 'shop.yaml', 'queue']);
    await page.click('#clear');
    expect([(await shown(page)).length, hash(page)]).toEqual([5, {}]);
    await page.evaluate(() => { location.hash = 'fate=blocks'; });
    await page.waitForFunction(() => document.querySelectorAll('#cards .path').length === 1);
    expect(await shown(page)).toEqual(['blocks CountClicks']);
  });

  test('a broken address shows everything', async () => {
    const { page, said } = await open(`${url}#fate=nonsense&path=%E0%A4%A&zoom=-1`);
    expect([(await shown(page)).length, said]).toEqual([5, []]);
  });

  test('leave no gaps: what is left moves together', async () => {
    const { page } = await open(url);
    await page.click('[data-fate=caller]');
    expect(await page.$eval('.card', (card) => (card as HTMLElement).style.top)).toBe('0px');
  });
});

describe('the panel', () => {
  test('a click tells everything about a path', async () => {
    const { page } = await open(url);
    await page.click('.path.lost');
    const text = (await page.innerText('#panel')).replace(/\s+/g, ' ');
    expect(text).toMatch(/ChargeCard ← .*Payments/);
    expect(text).toContain('LOST · dropped, and nobody is told');
    expect(text).toMatch(/FINDINGS \(2\) error · a queue that feeds a function has no redrive policy .* warning · /);
    expect(text).toMatch(/ChargeCard ← sqs Payments Payments feeds ChargeCard and has no redrive policy\. A message that keeps failing is deleted after 4 days\..*Fix: Set RedrivePolicy: \{ deadLetterTargetArn: /);
    expect(text).toMatch(/Failing code, until the first event leaves the retries 4 d the last receive/);
    expect(await page.$$eval('#panel a', (links) => links.every((link) => /^https:\/\/docs\.aws\.amazon\.com\//.test((link as HTMLAnchorElement).href) && (link as HTMLAnchorElement).rel.includes('noreferrer')))).toBe(true);
    expect(hash(page).path).toContain('ChargeCard');
  });

  test('lights up what belongs to the path', async () => {
    const { page } = await open(url);
    await page.click('.path.lost');
    expect(await page.$$eval('#cards .hot:not(.path)', (nodes) => nodes.map((node) => node.textContent!.slice(0, 10)))).toEqual(['PaymentsSQ', 'ChargeCard', '✗ LOSTPaym']);
    expect(await page.$$eval('.line.hot', (lines) => lines.length)).toBe(2);
  });

  test('an ending can be clicked too', async () => {
    const { page } = await open(url);
    await page.click('.ending.blocks');
    expect(await page.textContent('#panel-title')).toBe('CountClicks ← Clicks');
  });

  test('leaves the map its room', async () => {
    const { page } = await open(url);
    await page.click('.path.lost');
    const [end, panel] = await page.evaluate(() => [document.querySelector('.ending')!.getBoundingClientRect().right, document.querySelector('#panel')!.getBoundingClientRect().left]);
    expect(end).toBeLessThanOrEqual(panel);
  });

  test('its arrows go from path to path', async () => {
    const { page } = await open(url);
    await page.click('.path.lost');
    expect(await page.isDisabled('#back')).toBe(true);
    await page.click('#forth');
    expect(await page.textContent('#panel-title')).toBe('CountClicks ← Clicks');
  });

  test('comes from the address', async () => {
    const { page } = await open(url);
    await page.click('.path.caller');
    const again = await open(page.url());
    expect(await again.page.textContent('#panel-title')).toContain('ListClicks');
  });
});

describe('the keyboard', () => {
  test('reaches every path by Tab, Enter opens it, Escape closes and comes back', async () => {
    const { page } = await open(url);
    const reached: string[] = [];
    for (let presses = 0; presses < 40; presses += 1) {
      await page.keyboard.press('Tab');
      reached.push(await focused(page));
    }
    for (const path of all) expect(reached).toContainEqual(expect.stringMatching(new RegExp(`^${path.split(' ')[1]} from `)));
    await page.focus('.path.blocks');
    await page.keyboard.press('Enter');
    expect(await focused(page)).toBe('CountClicks ← Clicks');
    await page.keyboard.press('Escape');
    expect([await page.isVisible('#panel'), await focused(page)]).toEqual([false, expect.stringMatching(/^CountClicks from /)]);
    expect(hash(page)).toEqual({});
  });

  test('arrows go up and down, also beyond what is drawn', async () => {
    const { page } = await open(write('large', writeApp(join(folder, 'large'), 300)));
    await page.focus('.path');
    await page.keyboard.press('ArrowDown');
    const second = await focused(page);
    await page.keyboard.press('ArrowUp');
    expect(await focused(page)).not.toBe(second);
    await page.keyboard.press('End');
    await page.waitForFunction(() => scrollY > 5_000);
    expect(await focused(page)).toMatch(/: caller\./);
    await page.keyboard.press('Home');
    expect(await focused(page)).toMatch(/: LOST\./);
  });

  test('Tab goes on beyond what is drawn', async () => {
    const { page } = await open(write('many', writeApp(join(folder, 'many'), 60)));
    await page.focus('.path');
    const reached = new Set([await focused(page)]);
    for (let presses = 0; presses < 70; presses += 1) {
      await page.keyboard.press('Tab');
      reached.add(await focused(page));
      await page.evaluate(() => new Promise(requestAnimationFrame));
    }
    expect([...reached].filter((label) => /^\w+ from /.test(label))).toHaveLength(60);
  });

  test('/ goes to the search, and writes nothing into it', async () => {
    const { page } = await open(url);
    await page.keyboard.press('/');
    expect([await focused(page), await page.inputValue('#search')]).toEqual(['Search', '']);
    await page.keyboard.type('a/b');
    expect(await page.inputValue('#search')).toBe('a/b');
  });
});

describe('whoever cannot see the map', () => {
  test('has every path as a sentence', async () => {
    const { page } = await open(url);
    expect(await page.getAttribute('.path.lost', 'aria-label')).toMatch(/^ChargeCard from SQS Payments: LOST\. .*tries.*retention ends, then it is deleted\.$/);
    expect(await page.getByRole('button', { name: /^Notify from SNS Shipped: kept\..*If SNS cannot hand it over: LOST/ }).count()).toBe(1);
  });

  test('has a table of the same, one Tab away', async () => {
    const { page } = await open(url);
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    const rows = page.getByRole('row');
    expect(await rows.count()).toBe(6);
    expect(await page.getByRole('columnheader').allTextContents()).toEqual(['Fate', 'Function', 'Stack', 'Source', 'What happens']);
    expect(await rows.nth(1).innerText()).toMatch(/✗ LOST\s+ChargeCard\s+shop\.yaml\s+SQS Payments/);
    await page.getByRole('button', { name: 'ChargeCard' }).click();
    expect(await page.isVisible('#panel')).toBe(true);
    await page.keyboard.press('Escape');
    expect(await focused(page)).toBe('ChargeCard');
  });

  test('hears how many are left', async () => {
    const { page } = await open(url);
    await page.fill('#search', 'charge');
    expect(await page.getByRole('status').innerText()).toBe('1 of 5 paths');
  });

  test('finds a name on everything that can be used', async () => {
    const { page } = await open(url);
    await page.click('.path.lost');
    const unnamed = await page.$$eval('button, select, input, a, [role=dialog], [role=region]', (elements) => elements.filter((element) => !(element.textContent || element.getAttribute('aria-label') || element.getAttribute('aria-labelledby'))).map((element) => element.outerHTML));
    expect(unnamed).toEqual([]);
  });
});

test.each([['light', false], ['dark', true]])('%s: what is written can be read', async (_, dark) => {
  const { page } = await open(url, { dark });
  await page.click('.path.lost');
  const bad = await page.evaluate(() => {
    const parse = (colour: string) => {
      const [r, g, b, a = 1] = colour.match(/[\d.]+/g)!.map(Number);
      return /^color\(srgb/.test(colour) ? [r * 255, g * 255, b * 255, a] : [r, g, b, a];
    };
    const over = (top: number[], below: number[]) => [0, 1, 2].map((index) => top[index] * top[3] + below[index] * (1 - top[3]));
    const behind = (element: Element | null): number[] => {
      if (!element) return [255, 255, 255];
      return over(parse(getComputedStyle(element).backgroundColor), getComputedStyle(element).backgroundColor.includes('rgb') && parse(getComputedStyle(element).backgroundColor)[3] === 1 ? [0, 0, 0] : behind(element.parentElement));
    };
    const light = (colour: number[]) => {
      const [r, g, b] = colour.map((part) => (part / 255 <= 0.03928 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const found: string[] = [];
    for (const element of document.querySelectorAll('body *')) {
      const own = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent!.trim() !== '');
      if (!own || !(element as HTMLElement).offsetParent || /^(SCRIPT|STYLE|OPTION)$/.test(element.tagName) || (element as HTMLButtonElement).disabled) continue;
      const [ink, paper] = [light(parse(getComputedStyle(element).color)), light(behind(element))];
      const contrast = (Math.max(ink, paper) + 0.05) / (Math.min(ink, paper) + 0.05);
      if (contrast < 4.5) found.push(`${contrast.toFixed(2)} ${element.className} ${element.textContent!.slice(0, 30)}`);
    }
    return found;
  });
  expect(bad).toEqual([]);
  const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  expect(Number(/\d+/.exec(paper)![0]) < 128).toBe(dark);
});

test('names are shown, never run', async () => {
  const { page, said } = await open(write('odd', writeOdd(join(folder, 'odd.yaml'))));
  expect(await page.textContent('.card h2')).toBe(`${evil}Fn`);
  await page.click('.path');
  await page.click('#as-table');
  expect(await page.textContent('#panel-title')).toContain(evil);
  expect(await page.evaluate(() => [(window as { hacked?: number }).hacked, document.querySelectorAll('img').length])).toEqual([undefined, 0]);
  expect(said).toEqual([]);
});

test('zoom makes it smaller and larger, and the map keeps its width', async () => {
  const { page } = await open(url);
  const card = () => page.$eval('.card', (element) => element.getBoundingClientRect().height);
  const full = await card();
  await page.click('#zoom-out');
  expect(await card()).toBeCloseTo(full * 0.8, 0);
  expect(hash(page)).toEqual({ zoom: '0.8' });
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
  await page.click('#zoom-is');
  expect(await card()).toBeCloseTo(full, 0);
});

test('a narrow window does not scroll sideways', async () => {
  const { page } = await open(url, { width: 800 });
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(800);
});

test('on paper there is the whole table, whatever is on the screen', async () => {
  const { page } = await open(write('paper', writeApp(join(folder, 'paper'), 100)));
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
  await page.emulateMedia({ media: 'print' });
  expect([await page.locator('#rows tbody tr').count(), await page.isVisible('#rows'), await page.isVisible('#map')]).toEqual([100, true, false]);
});

describe('1,000 functions', () => {
  const longest = (page: Page) => page.evaluate(() => new Promise<number>((resolve) => {
    setTimeout(() => resolve(Math.max(0, ...(window as unknown as { tasks: number[] }).tasks.splice(0))), 400);
  }));

  /** The longest task of each step. */
  async function times(address: string): Promise<readonly (readonly [string, number])[]> {
    const { page } = await open(address);
    const steps: readonly (readonly [string, () => Promise<unknown>])[] = [
      ['open', () => page.waitForSelector('.path')],
      ['fate', () => page.click('[data-fate=kept]')], ['text', () => page.locator('#search').pressSequentially('order')], ['clear', () => page.click('#clear')],
      ['stack', () => page.selectOption('#stack', 'Billing.yaml')], ['all', () => page.selectOption('#stack', '')],
      ['scroll', async () => { for (let y = 0; y < 20; y += 1) await page.mouse.wheel(0, 4_000); }],
      ['smaller', () => page.click('#zoom-out')], ['panel', () => page.locator('.path').nth(3).click()], ['table', () => page.click('#as-table')], ['map', () => page.click('#as-map')],
    ];
    const found: (readonly [string, number])[] = [];
    for (const [name, step] of steps) {
      await step();
      found.push([name, await longest(page)]);
    }
    expect(await page.locator('#cards > *').count()).toBeLessThan(200);
    await page.close();
    return found;
  }

  test('open, filter, scroll and read without a task of more than 200 ms', async () => {
    const address = write('thousand', writeApp(join(folder, 'thousand'), 1_000));
    // Whatever else the machine does only adds to it, so the shortest of a few tries counts.
    let slow = await times(address);
    for (let tries = 0; tries < 4 && slow.some(([, time]) => time > 200); tries += 1) {
      const again = new Map(await times(address));
      slow = slow.map(([name, time]) => [name, Math.min(time, again.get(name)!)]);
    }
    expect(slow.filter(([, time]) => time > 200)).toEqual([]);
  }, 180_000);

  test('the table has all of them', async () => {
    const { page } = await open(`${write('thousand', join(folder, 'thousand'))}#view=table`);
    await page.waitForSelector('#rows[aria-busy=false]');
    expect(await page.locator('#rows tbody tr').count()).toBe(1_000);
  });
});
