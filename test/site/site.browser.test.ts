// The site as `npm run docs` makes it, served below a path as it is where it is published, in a real browser.
/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer, Server } from 'node:http';
import { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { Browser, Page } from 'playwright-core';
import { rules } from '../../src/rules';
import { openBrowser } from '../map/browser';

const root = join(__dirname, '../..');
const dist = join(root, '.site/dist');
const base = '/cdk-lambda-failsafe/';
const types: { readonly [extension: string]: string } = {
  '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.json': 'application/json', '.woff2': 'font/woff2',
};

/** The file of the site that answers, as on GitHub Pages: there is no listing, and .html can be left out. */
function fileFor(path: string): string | undefined {
  if (!path.startsWith(base)) return undefined;
  const file = join(dist, decodeURIComponent(path.slice(base.length)));
  return [file, `${file}.html`, join(file, 'index.html')].find((candidate) => existsSync(candidate) && statSync(candidate).isFile());
}

let server: Server;
let browser: Browser;
let origin: string;
beforeAll(async () => {
  const { status, stdout, stderr } = spawnSync('npm', ['run', 'docs'], { cwd: root, encoding: 'utf8', env: { ...process.env, DOCS_BASE: base } });
  if (status !== 0) throw new Error(`npm run docs gave ${status}:\n${stdout}${stderr}`);
  server = createServer((request, response) => {
    const file = fileFor(new URL(request.url!, 'http://localhost').pathname);
    if (!file) return response.writeHead(404).end();
    return response.writeHead(200, { 'content-type': types[extname(file)] ?? 'application/octet-stream' }).end(readFileSync(file));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  browser = await openBrowser();
}, 600_000);
afterAll(async () => {
  await browser?.close();
  server?.closeAllConnections();
  await new Promise((resolve) => (server ? server.close(resolve) : resolve(undefined)));
});

interface Watched { readonly page: Page; readonly said: string[]; readonly asked: string[] }

/** A page of the site, with all that it complains about and all that it asks others for. */
async function open(path: string, { width = 1280, height = 900, dark = false } = {}): Promise<Watched> {
  const page = await browser.newPage({ viewport: { width, height }, colorScheme: dark ? 'dark' : 'light' });
  const [said, asked]: string[][] = [[], []];
  page.on('console', (message) => (['error', 'warning'].includes(message.type()) ? said.push(message.text()) : undefined));
  page.on('pageerror', (error) => said.push(error.message));
  page.on('response', (response) => (response.status() >= 400 ? said.push(`${response.status()} ${response.url()}`) : undefined));
  page.on('request', (request) => (request.url().startsWith(origin) ? undefined : asked.push(request.url())));
  await page.goto(`${origin}${base}${path}`, { waitUntil: 'networkidle' });
  return { page, said, asked };
}

/** Types it into the search, and takes the first result. */
async function search(page: Page, words: string): Promise<void> {
  await page.click('.VPNavBarSearch button');
  // It opens with what was searched for before, and shows that until it has looked again.
  await page.fill('#localsearch-input', '');
  await page.waitForSelector('.VPLocalSearchBox .result', { state: 'detached' });
  await page.fill('#localsearch-input', words);
  await page.waitForSelector('.VPLocalSearchBox .result');
  await page.keyboard.press('Enter');
  await page.waitForSelector('.VPLocalSearchBox', { state: 'detached' });
}

const pages = () => readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.html') && name !== 'failure-map.html');
const heading = (page: Page) => page.$eval('main h1', (element) => element.firstChild!.textContent!.trim());

describe('what there is', () => {
  test('every page of the repository has its page', () => {
    const documents = readdirSync(join(root, 'docs'), { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.md'));
    expect(documents.length).toBeGreaterThan(100);
    const wanted = [...documents.map((name) => name.replace(/\.md$/, '.html').replace(/README\.html$/, 'index.html')), 'index.html', 'changes.html', 'api/index.html', 'live-map.html'];
    expect(wanted.filter((name) => !pages().includes(name))).toEqual([]);
  });

  test('every public type has its page', () => {
    const { types: all } = JSON.parse(readFileSync(join(root, '.jsii'), 'utf8')) as { types: object };
    const documented = readFileSync(join(root, 'API.md'), 'utf8');
    // API.md is made at a build: one that was just added is not in it before.
    const names = Object.keys(all).map((name) => name.split('.')[1]).filter((name) => documented.includes(`id="cdk-lambda-failsafe.${name}"`));
    expect(names.length).toBeGreaterThan(100);
    expect(names.filter((name) => !pages().includes(`api/${name}.html`))).toEqual([]);
  });

  test('nothing tells on which machine it was made', () => {
    const files = readdirSync(dist, { recursive: true, encoding: 'utf8' }).filter((name) => /\.(html|js|json)$/.test(name));
    expect(files.filter((name) => readFileSync(join(dist, name), 'utf8').includes(root))).toEqual([]);
  });

  test('every link leads somewhere, also those to a place in a page', () => {
    const idsOf = new Map<string, Set<string>>();
    const ids = (file: string) => idsOf.get(file) ?? idsOf.set(file, new Set([...readFileSync(file, 'utf8').matchAll(/\s(?:id|name)="([^"]*)"/g)].map(([, id]) => id))).get(file)!;
    const links = pages().flatMap((name) => [...readFileSync(join(dist, name), 'utf8').matchAll(/<(?:a|img|iframe|script|link)\s[^>]*?(?:href|src)="([^"]+)"/g)].map(([, link]) => ({ name, link: link.replaceAll('&amp;', '&') })));
    const own = links.map(({ name, link }) => ({ name, link, url: new URL(link, `http://site${base}${name}`) })).filter(({ url }) => url.host === 'site');
    expect(own.length).toBeGreaterThan(10_000);
    const dead = own.filter(({ url }) => {
      const file = fileFor(url.pathname);
      return !file || (url.hash !== '' && file.endsWith('.html') && !file.endsWith('failure-map.html') && !ids(file).has(decodeURIComponent(url.hash.slice(1))));
    });
    expect([...new Set(dead.map(({ name, link }) => `${name}: ${link}`))]).toEqual([]);
  });
});

describe('in the browser', () => {
  test('the first page asks nobody else for anything, and has nothing to complain about', async () => {
    const { page, said, asked } = await open('');
    expect(await heading(page)).toBe('cdk-lambda-failsafe');
    expect(await page.$$eval('main img', (images) => images.map((image) => (image as HTMLImageElement).naturalWidth > 0))).toEqual([true]);
    expect(asked).toEqual([]);
    expect(said).toEqual([]);
  });

  describe('a search', () => {
    let page: Page;
    beforeAll(async () => {
      ({ page } = await open('changes'));
    });

    // All by their whole name, as a message gives it.
    test.each([...rules.map(({ id }) => [id, `rules/${id}`]), ['s3-notification', 'sources/s3-notification'], ['SqsTriggeredFunction', 'api/SqsTriggeredFunction']])('for %s finds its page first', async (words, path) => {
      await search(page, words);
      await page.waitForFunction(([wanted, name]) => location.pathname.replace(/\.html$/, '').endsWith(`/${wanted}`) && document.querySelector('main h1')?.textContent?.includes(name), [path, words]);
      expect(await heading(page)).toBe(words);
    });

    test('for what goes wrong finds a rule about it', async () => {
      await search(page, 'shorter visibility timeout');
      await page.waitForURL(/\/rules\/sqs-visibility-lt-/);
    });
  });

  test('the live map opens from the bar, and tells of a path how to mend it', async () => {
    const { page, said, asked } = await open('');
    await page.click('.VPNavBarMenu >> text=Live map');
    await page.waitForURL(/live-map/);
    const map = page.frameLocator('iframe');
    await map.locator('.path.lost').first().waitFor();
    expect(await map.locator('.chip').allTextContents()).toEqual(['✗LOST4', '■BLOCKS1', '?unknown0', '✓kept4', '→caller1', expect.stringContaining('lost before Lambda')]);
    await map.locator('section[aria-label*="ChargeCard"] .path.lost').click();
    await map.locator('text=has no redrive policy').first().waitFor();
    expect(asked).toEqual([]);
    expect(said).toEqual([]);

    await page.click('text=The page alone');
    await page.waitForURL(/failure-map\.html$/);
    expect(await page.locator('.path.lost').count()).toBe(4);
  });

  test.each([['', 390], ['rules/', 390], ['api/SqsTriggeredFunction', 390], ['map', 390], ['rules/sqs-no-redrive', 390]])('/%s fits a screen of %d points', async (path, width) => {
    const { page, said } = await open(path, { width, height: 800, dark: true });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
    expect(said).toEqual([]);
  });
});
