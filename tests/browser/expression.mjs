// Conditions of the report without a browser:  node expression.mjs PAGE_SOURCES
// Answers: are they those of `front --where`, where a design has no such axis, too?
import assert from 'node:assert/strict';
import {join, resolve} from 'node:path';
import {pathToFileURL} from 'node:url';

const sources = resolve(process.argv[2]);
const {compile} = await import(pathToFileURL(join(sources, 'expression.js')));

const column = (name, values, codes) =>
  ({name, values, codes: Uint8Array.from(codes), get distinct() { return values.length; }});
// Four designs: 2, 4, 8 and 8 PEs; only the third and the fourth have offsets, of 3 and 5 bits.
const pes = column('pes', [2, 4, 8], [0, 1, 2, 2]);
const offsets = column('offset_bits', [3, 5, null], [2, 2, 0, 1]);
const template = column('template', ['fdht', 'tie'], [0, 1, 1, 1]);
const study = {axes: [pes, offsets, template], columns: new Map([pes, offsets, template].map(each => [each.name, each]))};

function passing(text) {
  const passes = new Uint8Array(4).fill(1);
  compile(text, study).forEach(condition => condition.narrow(passes));
  return [...passes.keys()].filter(design => passes[design] === 1);
}

assert.deepEqual(passing('pes <= 4'), [0, 1]);
assert.deepEqual(passing('pes * 2 == 16 && template == tie'), [2, 3]);
assert.deepEqual(passing('template == fdht || pes == 8'), [0, 2, 3]);
assert.deepEqual(passing('!(pes == 8)'), [0, 1]);
assert.deepEqual(passing('2 ^ offset_bits == 8'), [2]);
// What is not there is neither small nor large, nor false.
assert.deepEqual(passing('offset_bits <= 4'), [2]);
assert.deepEqual(passing('offset_bits < 0 || offset_bits > 4'), [3]);
assert.deepEqual(passing('offset_bits + pes <= 8'), []);
assert.deepEqual(passing('!offset_bits'), []);
assert.deepEqual(passing('offset_bits != 3'), [0, 1, 3]);
assert.throws(() => compile('pes <', study), /ends too early/);
assert.throws(() => compile('pse == 4', study), /did you mean 'pes'/);
console.log('conditions hold where those of the program do');
