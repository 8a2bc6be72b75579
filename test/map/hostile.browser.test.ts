// What runs in the page knows the page.
/// <reference lib="dom" />
/// <reference lib="dom.iterable" />
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Browser } from 'playwright-core';
import { openBrowser } from './browser';
import { main } from '../../src/cli/main';

jest.setTimeout(60_000);

const folder = mkdtempSync(join(tmpdir(), 'failsafe-hostile-'));
let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

const texts = {
  'a script': '<script>window.hacked=1</script>',
  'the end of a script': '</script><script>window.hacked=1</script>',
  'the end of a comment': '--><script>window.hacked=1</script><!--',
  'an image that is not there': '<img src=x onerror=window.hacked=1>',
  'the end of an attribute': '" onmouseover="window.hacked=1" autofocus onfocus="window.hacked=1" x="',
  'the end of another attribute': '\' onclick=\'window.hacked=1\' x=\'',
  'a link that runs': 'javascript:window.hacked=1',
  'a picture that runs': '<svg onload=window.hacked=1><animate onbegin=window.hacked=1></svg>',
  'a page in the page': '<iframe srcdoc="<script>parent.hacked=1</script>"></iframe>',
  'a base and a style': '<base href="https://example.com/"><style>@import "https://example.com/a.css"</style>',
  'the end of the data': ']]></desc></text><script>window.hacked=1</script>',
  'an entity': '&lt;script&gt;window.hacked=1&lt;/script&gt;&#60;script&#62;',
  'a line that JSON ends': '\u2028</script>\u2029<script>window.hacked=1</script>',
  'a template of JavaScript': '${window.hacked=1}`;window.hacked=1;//',
};

/** The text wherever a template can have one: ids, paths, names, descriptions, tags, reasons, parameters; and in the name of the file. */
function write(text: string, format: string): string {
  const properties = { Description: text, Tags: [{ Key: text, Value: text }] };
  const path = (id: string) => ({ 'aws:cdk:path': `Shop/${text}/${id}/Resource` });
  const template = join(folder, `${text.replace(/[/\\]/g, '').slice(0, 60)}.json`);
  writeFileSync(template, JSON.stringify({
    Description: text,
    Metadata: { LambdaFailsafe: { Acknowledge: [{ Id: 'sqs-no-partial-batch', Reason: text }, { Id: text }] } },
    Parameters: { [text]: { Type: 'String', Default: text } },
    Conditions: { [text]: { 'Fn::Equals': [{ Ref: text }, text] } },
    Resources: {
      [`${text}Fn`]: { Type: 'AWS::Lambda::Function', Metadata: path('Fn'), Properties: { ...properties, Code: { ZipFile: text }, Role: text, FunctionName: text, Handler: text } },
      [`${text}Queue`]: { Type: 'AWS::SQS::Queue', Metadata: { ...path('Queue'), LambdaFailsafe: { Acknowledge: [{ Id: 'sqs-visibility-lt-6x', Reason: text }] } }, Properties: { ...properties, QueueName: text, VisibilityTimeout: 30 } },
      [`${text}Feed`]: { Type: 'AWS::Lambda::EventSourceMapping', Condition: text, Properties: { FunctionName: { Ref: `${text}Fn` }, EventSourceArn: { 'Fn::GetAtt': [`${text}Queue`, 'Arn'] } } },
      [`${text}Rule`]: { Type: 'AWS::Events::Rule', Properties: { ...properties, Name: text, ScheduleExpression: 'rate(1 day)', Targets: [{ Id: text, Arn: { 'Fn::GetAtt': [`${text}Fn`, 'Arn'] }, Input: text, DeadLetterConfig: { Arn: `arn:aws:sqs:eu-west-1:111122223333:${text}` } }] } },
      [`${text}Alias`]: { Type: 'AWS::Lambda::Alias', Properties: { Name: text, FunctionName: { Ref: `${text}Fn` }, FunctionVersion: text } },
      Sub: { Type: 'AWS::SNS::Subscription', Properties: { Protocol: 'lambda', TopicArn: `arn:aws:sns:eu-west-1:111122223333:${text}`, Endpoint: { Ref: `${text}Alias` } } },
    },
  }));
  const page = join(folder, `page.${format}`);
  expect(main(['map', '--format', format, '--output', page, template], { width: 80, colour: false, out: () => undefined, error: () => undefined })).toBe(0);
  return page;
}

/** Opens a page, presses everything on it, and tells what it has done that nobody wanted. */
async function opened(file: string, press: boolean) {
  const page = await browser.newPage();
  const happened: string[] = [];
  page.on('console', (message) => happened.push(message.text()));
  page.on('pageerror', (error) => happened.push(error.message));
  page.on('dialog', (dialog) => void (happened.push(dialog.message()), dialog.dismiss()));
  page.on('request', (request) => { if (request.url().split('#')[0] !== pathToFileURL(file).href) happened.push(request.url()); });
  await page.goto(pathToFileURL(file).href);
  if (press) {
    for (const path of await page.locator('#cards .path').all()) {
      await path.hover();
      await path.click();
      await page.locator('#about').hover();
      await page.click('#close');
    }
    await page.fill('#search', 'window');
    await page.click('#as-table');
    for (const cell of await page.locator('#rows td').all()) await cell.hover();
    for (const select of ['#stack', '#source']) await page.locator(select).selectOption({ index: 1 });
  }
  const found = await page.evaluate(() => ({
    hacked: (window as { hacked?: number }).hacked,
    scripts: document.querySelectorAll('script').length,
    foreign: [...document.querySelectorAll('img, iframe, object, embed, base, animate, link, foreignObject, parsererror, form')].map(({ tagName }) => tagName),
    handlers: [...document.querySelectorAll('*')].flatMap((element) => [...element.attributes].filter(({ name }) => name.startsWith('on')).map(({ name }) => name)),
    links: [...document.querySelectorAll('a')].map(({ href }) => href).filter((href) => !/^(https:\/\/docs\.aws\.amazon\.com|https:\/\/github\.com|https:\/\/[a-z]+\.|file:)/.test(href)),
  }));
  await page.close();
  return { ...found, happened };
}

describe.each(Object.entries(texts))('%s', (_, text) => {
  test('is a text on the page, and is refused there besides', async () => {
    const page = write(text, 'html');
    const untouched = { hacked: undefined, scripts: 3, foreign: [], handlers: [], links: [], happened: [] };
    expect(await opened(page, true)).toEqual(untouched);
    expect(await opened(page, false)).toEqual(untouched);
    // The policy of the page is the second lock, not the only one.
    const open = page.replace('.html', '.open.html');
    writeFileSync(open, readFileSync(page, 'utf8').replace(/<meta http-equiv="Content-Security-Policy"[^>]*>/, ''));
    expect(readFileSync(open, 'utf8')).not.toContain('Content-Security-Policy');
    expect(await opened(open, true)).toEqual(untouched);
  });

  test('is a text in the picture', async () => {
    expect(await opened(write(text, 'svg'), false)).toEqual({ hacked: undefined, scripts: 0, foreign: [], handlers: [], links: [], happened: [] });
  });

  test.each(['markdown', 'mermaid'])('is a text in %s', (format) => {
    const written = readFileSync(write(text, format), 'utf8');
    // GitHub shows `details` and the flowchart; nothing else of it is HTML.
    const tags = written.replace(/<\/?(details|summary)>|<br\/>/g, '').match(/<[a-z/!][^>]*>/gi);
    expect(tags).toBeNull();
    expect(written).not.toMatch(/\]\(\s*javascript:/i);
  });
});
