import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { evil, writeOdd } from './evil';
import { writeApp } from './many';
import { main } from '../../src/cli/main';

const folder = mkdtempSync(join(tmpdir(), 'failsafe-map-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function map(format: string, app: string): string {
  let out = '';
  expect(main(['map', '--format', format, app], { width: 80, colour: false, out: (text) => void (out += text), error: () => undefined })).toBe(0);
  return out;
}

const odd = writeOdd(join(folder, 'odd.yaml'));

const [small, large] = [writeApp(join(folder, 'small'), 30), writeApp(join(folder, 'large'), 500)];

interface Leg { readonly ends: readonly object[] }

/** Lines that the legs of an app have: one into each function, and one to each end. */
function legs(app: string): number {
  const { paths } = JSON.parse(map('json', app)) as { paths: (Leg & { delivery?: Leg })[] };
  return paths.reduce((sum, { ends, delivery }) => sum + 1 + ends.length + (delivery?.ends.length ?? 0), 0);
}

describe('mermaid', () => {
  const edges = (text: string) => text.match(/^ {2}\w+ (-->|--x|==x|-\.->)/gm)?.length ?? 0;

  test('a small app is drawn whole', () => {
    const text = map('mermaid', small);
    expect(edges(text)).toBe(legs(small));
    expect(text).not.toContain('more');
  });

  test('of a large app the worst is drawn, within what GitHub takes, and the rest counted', () => {
    const text = map('mermaid', large);
    expect([edges(text) <= 500, text.length <= 50_000]).toEqual([true, true]);
    const drawn = text.match(/^ {2}n\d+\["/gm)!.length;
    expect(text).toContain(`more["… and ${500 - drawn} more functions"]`);
    expect(text.match(/:::lost$/gm)!.length).toBeGreaterThan(20);
    expect(text.match(/:::blocks$/gm)).toHaveLength(42);
  });

  test('no name is anything but a name', () => {
    const text = map('mermaid', odd);
    const labels = [...text.matchAll(/"([^"\n]*)"/g)].map(([, label]) => label);
    expect(labels.filter((label) => !/^([\p{L}\p{N} .,:()/…–·✓✗■→?+=-]|#\d+;|<br\/>)*$/u.test(label))).toEqual([]);
    expect(labels.map((label) => label.replace(/#(\d+);/g, (_, code) => String.fromCodePoint(Number(code)))).join('\n')).toContain(evil.slice(0, 100));
    for (const line of text.replace(/"[^"\n]*"/g, '').split('\n').filter((its) => its.startsWith('  '))) expect(line).toMatch(/^ {2}n\d+(\S*| \S+ n\d+)$/);
  });
});

describe('markdown', () => {
  const rows = (text: string) => text.split('\n').filter((line) => /^\| [✗■?✓→]/.test(line));

  test('a small app has every path, the worst first, and a flowchart', () => {
    const text = map('markdown', small);
    expect(text).toMatch(/^\*\*Where each failed event ends up\*\*: ✗ 1 LOST · ■ 3 BLOCKS · ✓ 21 kept · → 5 caller, and 10 of the others LOST when the source cannot hand it over\.\n/);
    expect(rows(text).map((row) => row.split(' ')[1])).toEqual(['✗', ...Array(3).fill('■'), ...Array(21).fill('✓'), ...Array(5).fill('→')]);
    expect(text).toContain(`\n\`\`\`mermaid\n${map('mermaid', small)}\`\`\`\n`);
  });

  test('of a large app the first rows, the rest counted, within what GitHub takes', () => {
    const text = map('markdown', large);
    expect(rows(text)).toHaveLength(50);
    expect(text).toContain('\n… and 450 more paths, none of them worse.\n');
    expect(text).not.toContain('```');
    expect(text.length).toBeLessThan(65_536);
  });

  test('a row is a row, whatever names it has', () => {
    const [row, ...others] = rows(map('markdown', odd));
    expect(others).toEqual([]);
    expect(row.replace(/\\[^]/g, '').split('|')).toHaveLength(6);
    expect(row.replace(/\\[^]/g, '')).not.toMatch(/[<>`*_[\]#]|@(?!\u200b)/);
  });
});

describe('svg', () => {
  const boxes = (text: string, x: number) => [...text.matchAll(/<rect class="(?:card|node|ending)[^"]*" x="(\d+)" y="([\d.]+)" width="\d+" height="([\d.]+)"/g)]
    .filter(([, left]) => Number(left) === x).map(([, , top, height]) => [Number(top), Number(top) + Number(height)]).sort(([a], [b]) => a - b);

  test.each([['small', small], ['large', large]])('nothing covers anything else: %s', (_, app) => {
    const text = map('svg', app);
    const columns = [...new Set([...text.matchAll(/<rect class="(?:card|node|ending)[^"]*" x="(\d+)"/g)].map(([, x]) => Number(x)))];
    expect(columns).toHaveLength(3);
    for (const x of columns) {
      const column = boxes(text, x);
      expect(column.length).toBeGreaterThan(20);
      expect(column.filter(([top], index) => index > 0 && top < column[index - 1][1])).toEqual([]);
    }
  });

  test('every leg of every path has a line from its source and one to its end', () => {
    const { paths } = JSON.parse(map('json', small)) as { paths: (Leg & { delivery?: Leg })[] };
    const all = paths.flatMap((path) => (path.delivery ? [path, path.delivery] : [path]));
    expect(map('svg', small).match(/<path class="line /g)).toHaveLength(all.length + all.flatMap(({ ends }) => ends).length);
  });

  test('is the same every time', () => expect(map('svg', small)).toBe(map('svg', small)));

  test('is XML, whatever names it has', () => {
    const text = map('svg', odd);
    expect(text).not.toContain('<script');
    expect(text.replace(/<(?:[^<>"]|"[^"<]*")*>/g, '')).not.toMatch(/[<>]/);
    expect(text.replace(/&(amp|lt|gt|quot|#39);/g, '')).not.toContain('&');
  });
});

describe('the order', () => {
  const names = (app: string) => {
    const { paths, functions } = JSON.parse(map('json', app)) as { paths: { function: string; fate: string }[]; functions: { id: string; name: string }[] };
    return paths.map((path) => ({ fate: path.fate, name: functions.find(({ id }) => id === path.function)!.name }));
  };

  test('what is lost or blocked comes first', () => {
    const fates = names(large).map(({ fate }) => fate);
    const last = (fate: string) => fates.lastIndexOf(fate);
    expect(last('lost')).toBeLessThan(fates.indexOf('blocks'));
    expect(last('blocks')).toBeLessThan(fates.indexOf('kept'));
    expect(last('kept')).toBeLessThan(fates.indexOf('caller'));
  });

  test('functions that share a source stand together, the first of them because of what it loses', () => {
    const template = join(folder, 'shared.yaml');
    const fn = (name: string, dead: boolean) => `
  ${name}: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn${dead ? ', DeadLetterConfig: { TargetArn: !GetAtt Dlq.Arn }' : ''} } }
  ${name}News: { Type: AWS::SNS::Subscription, Properties: { Protocol: lambda, Endpoint: !GetAtt ${name}.Arn, TopicArn: !Ref ${name.startsWith('A') ? 'Apples' : 'Pears'} } }`;
    writeFileSync(template, `Resources:\n  Dlq: { Type: AWS::SQS::Queue }\n  Apples: { Type: AWS::SNS::Topic }\n  Pears: { Type: AWS::SNS::Topic }${fn('A1', true)}${fn('B1', false)}${fn('A2', false)}${fn('B2', false)}${fn('A3', false)}`);
    const order = names(template).map(({ name }) => name[0]).join('');
    expect(['AAABB', 'BBAAA']).toContain(order);
  });

  test('a source of very many functions is drawn several times, and they still follow each other', () => {
    const { paths, sources } = JSON.parse(map('json', large)) as { paths: { source: string; fate: string }[]; sources: { id: string; name: string }[] };
    // What others call it is enough.
    const news = sources.find(({ name }) => name === 'company-news')!.id;
    const kept = paths.flatMap(({ source, fate }, index) => (source === news && fate === 'kept' ? [index] : []));
    expect(kept).toHaveLength(41);
    expect(kept[40] - kept[0]).toBe(40);
    expect(map('svg', large).match(/company-news</g)!.length).toBeGreaterThan(5);
  });

  test('of hundreds that hang together the worst comes first', () => {
    const template = join(folder, 'chain.yaml');
    // Two share a topic, the second of them a queue with the next one, and so on.
    const fn = (index: number) => `
  Fn${index}: { Type: AWS::Lambda::Function, Properties: { Code: { ZipFile: x }, Role: arn${index % 50 === 7 ? '' : `, DeadLetterConfig: { TargetArn: !GetAtt Dlq${index - index % 2}.Arn }`} } }
  Dlq${index}: { Type: AWS::SQS::Queue }
  Topic${index}: { Type: AWS::SNS::Topic }
  News${index}: { Type: AWS::SNS::Subscription, Properties: { Protocol: lambda, Endpoint: !GetAtt Fn${index}.Arn, TopicArn: !Ref Topic${Math.max(0, index - 1 + index % 2)} } }`;
    writeFileSync(template, `Resources:${Array.from({ length: 300 }, (_, index) => fn(index)).join('')}\n`);
    const order = names(template);
    expect(order.slice(0, 6).map(({ name }) => name).sort()).toEqual(['Fn107', 'Fn157', 'Fn207', 'Fn257', 'Fn57', 'Fn7']);
    expect(new Set(order.map(({ name }) => name)).size).toBe(300);
  });
});
