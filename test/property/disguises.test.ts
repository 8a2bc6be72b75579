import fc from 'fast-check';
import { cloudFormation, Template } from './cloudformation';
import { closure, renamed, reordered, split, wrapped, wraps } from './disguises';
import { forAll } from './runs';
import { samTemplate } from './sam';
import { Sketch, sketches, unconditional } from './sketch';
import { asJson, judged, told } from './told';
import { yaml } from './yaml';

const numbers = fc.array(fc.nat(), { minLength: 1, maxLength: 5 });

/** An order of so many things, chosen by some numbers. */
const ordered = (chosen: readonly number[]) => (count: number): number[] => {
  const left = [...Array(count).keys()];
  return [...left].map((index) => left.splice(chosen[index % chosen.length] % left.length, 1)[0]);
};

const forms: readonly ((sketch: Sketch) => Template)[] = [cloudFormation, samTemplate];
const form = fc.constantFrom(0, 1);

test('values that functions, parameters and conditions give', () => {
  forAll(45, sketches, [wraps, form], (sketch, chosen, of) => {
    const template = forms[of](sketch);
    expect(told(asJson(wrapped(template, chosen)), { words: true })).toEqual(told(asJson(template), { words: true }));
  }, (sketch, chosen, of) => yaml(wrapped(forms[of](sketch), chosen)));
});

test('YAML with short forms', () => {
  forAll(45, sketches, [wraps, form], (sketch, chosen, of) => {
    const template = wrapped(forms[of](sketch), chosen);
    expect(told(judged({ 'app.yaml': yaml(template) }), { words: true })).toEqual(told(asJson(template), { words: true }));
  });
});

test('other logical ids', () => {
  forAll(45, sketches, [numbers], (sketch, chosen) => {
    const template = cloudFormation(sketch);
    const ids = Object.keys(template.Resources);
    const order = ordered(chosen)(ids.length);
    const names = new Map(ids.map((id, index) => [id, ids[order[index]]]));
    const back = new Map([...names].map(([id, name]) => [name, id]));
    expect(told(asJson(renamed(template, (id) => names.get(id)!)), { nameOf: ({ id }) => back.get(id) ?? id })).toEqual(told(asJson(template)));
  });
});

test('another order', () => {
  forAll(45, sketches, [numbers, form], (sketch, chosen, of) => {
    const template = forms[of](sketch);
    expect(told(asJson(reordered(template, ordered(chosen))), { words: true })).toEqual(told(asJson(template), { words: true }));
  });
});

test.each(['exports', 'outputs', 'parameters'] as const)('two stacks that are tied by %s', (by) => {
  forAll(30, by === 'exports' ? sketches.map(unconditional) : sketches, [numbers], (sketch, chosen) => {
    const template = cloudFormation(sketch);
    const ids = Object.keys(template.Resources);
    const files = split(template, closure(template, chosen.map((number) => ids[number % ids.length])), by);
    const texts = Object.fromEntries(Object.entries(files).map(([file, its]) => [file, JSON.stringify(its)]));
    expect(told(judged(texts), { words: true })).toEqual(told(asJson(template), { words: true }));
  });
});
