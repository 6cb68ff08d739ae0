// An independent validator (Ajv, JSON Schema 2020-12) judges answers by the description of the API:
// node judge_description.mjs CASES.json prints what is wrong with each case, an empty list when nothing is.
import {readFileSync} from 'node:fs';
import Ajv from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

const {description, cases} = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const ajv = new Ajv({strict: true, allErrors: true, allowUnionTypes: true});
formats.default(ajv);
ajv.addVocabulary(['components', 'paths', 'info', 'openapi', 'servers', 'tags', 'example']);
ajv.addSchema({$id: 'https://description.example/', ...description});

const escaped = part => part.replaceAll('~', '~0').replaceAll('/', '~1');
const found = {};
for (const {name, path, body} of cases) {
  const pointer = path.map(part => `/${encodeURIComponent(escaped(part))}`).join('');
  const judge = ajv.compile({$ref: `https://description.example/#${pointer}`});
  found[name] = judge(body) ? [] : judge.errors.map(one => `${one.instancePath} ${one.message}`);
}
process.stdout.write(JSON.stringify(found));
