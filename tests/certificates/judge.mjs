// Two verifiers of others judge credentials: node judge.mjs CASES.json prints one verdict for each case.
// What they would fetch (our DID document, our list) comes from the file; nothing else is reachable.
import {readFileSync} from 'node:fs';

console.log = () => {}; // the second one talks
const {cases} = JSON.parse(readFileSync(process.argv[2], 'utf8'));
let files = {};

globalThis.fetch = async request => {
  const url = typeof request === 'string' ? request : request.url ?? String(request);
  const found = files[url];
  return new Response(found === undefined ? 'nothing here' : JSON.stringify(found), {
    status: found === undefined ? 404 : 200,
    headers: {'content-type': 'application/json'}
  });
};

const {DataIntegrityProof} = await import('@digitalbazaar/data-integrity');
const {cryptosuite} = await import('@digitalbazaar/eddsa-rdfc-2022-cryptosuite');
const {checkStatus} = await import('@digitalbazaar/vc-bitstring-status-list');
const vc = await import('@digitalbazaar/vc');
const {verifyCredential} = await import('@digitalcredentials/verifier-core');
const {securityLoader} = await import('@digitalcredentials/security-document-loader');
const contexts = securityLoader().build();

async function documentLoader(url) {
  const [address, fragment] = url.split('#');
  if (address.startsWith('did:web:')) {
    const path = address.slice(8).split(':').map(decodeURIComponent).join('/');
    const document = files[`https://${path}/did.json`];
    if (!document) throw new Error(`cannot resolve ${address}`);
    const method = document.verificationMethod.find(one => one.id === url);
    if (fragment && !method) throw new Error(`no such key: ${url}`);
    return {contextUrl: null, documentUrl: url, document: fragment ? {'@context': document['@context'][1], ...method} : document};
  }
  if (files[url]) return {contextUrl: null, documentUrl: url, document: files[url]};
  return contexts(url);
}

async function digitalBazaar(credential) {
  const suite = new DataIntegrityProof({cryptosuite});
  const status = options => checkStatus({...options, suite, documentLoader, verifyBitstringStatusListCredential: true});
  const result = await vc.verifyCredential({credential, suite, documentLoader, checkStatus: status});
  const bits = result.statusResult?.results ?? [];
  return {
    verified: result.verified,
    revoked: bits.some(bit => bit.status === true),
    error: describe(result.error)
  };
}

async function verifierCore(credential) {
  const result = await verifyCredential({credential, knownDIDRegistries: []});
  const steps = Object.fromEntries((result.log ?? []).map(step => [step.id, step.valid ?? step.error?.name ?? false]));
  return {steps, error: (result.errors ?? []).map(one => one.name).join(' ')};
}

const describe = error => error ? [error.message, ...(error.errors ?? []).map(one => one.message)].join(' | ') : '';

const verdicts = {};
for (const one of cases) {
  files = one.files;
  verdicts[one.name] = {digitalBazaar: await digitalBazaar(structuredClone(one.credential)),
    verifierCore: await verifierCore(structuredClone(one.credential))};
}
process.stdout.write(JSON.stringify(verdicts));
