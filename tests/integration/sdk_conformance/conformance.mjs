// conformance.mjs - every call that we use, made by the provider's SDK against retell-simulator; the
// answers held against the SDK's own declarations, the webhooks against its verify.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import { createRequire } from 'node:module';
import os from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { wrongAs } from './types.mjs';

const require = createRequire(path.join(process.env.MODULES, 'package.json'));
const Retell = require('retell-sdk').default;

const KEY = 'key_of_the_test';
const FROM = '+576015550100';
const folder = mkdtempSync(path.join(os.tmpdir(), 'sdk_conformance-'));
const book = path.join(folder, 'book');
let simulator, ended, base, client, receiver, agent, llm;
const hooks = []; // { event, call, raw, signature }
const waiting = [];

function isRight(name, value) {
  assert.deepEqual(wrongAs(name, value), []);
}

/** The first webhook that fits, past or to come. */
function hook(fits) {
  const found = hooks.find(fits);
  return found ? Promise.resolve(found) : new Promise((resolve) => waiting.push({ fits, resolve }));
}

async function control(method, what, body) {
  const answer = await fetch(`${base}/__sim/${what}`, { method, body: body && JSON.stringify(body) });
  assert.equal(answer.status, 200, await answer.clone().text());
  return answer.json();
}

function receive(request, response) {
  const pieces = [];
  request.on('data', (piece) => pieces.push(piece));
  request.on('end', () => {
    const raw = Buffer.concat(pieces).toString('utf8');
    const got = { ...JSON.parse(raw), raw, signature: request.headers['x-retell-signature'] };
    hooks.push(got);
    for (const w of waiting.filter((w) => w.fits(got))) w.resolve(got);
    response.writeHead(204).end();
  });
}

before(async () => {
  receiver = http.createServer(receive).listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  simulator = spawn(
    process.env.SIMULATOR,
    ['--port', '0', '--api-key', KEY, '--speed', '500', '--book', book, '--numbers', FROM, '--concurrency', '100'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  ended = once(simulator, 'exit').then(([status]) => status, (error) => error);
  const line = await Promise.race([once(simulator.stdout, 'data'), ended]);
  base = /http:\S+/.exec(String(line))?.[0];
  assert.ok(base, `the simulator does not start: ${line}`);
  client = new Retell({ apiKey: KEY, baseURL: base, maxRetries: 0 });
});

after(async () => {
  simulator.kill('SIGTERM');
  const status = await ended;
  receiver.closeAllConnections();
  receiver.close();
  rmSync(folder, { recursive: true });
  assert.equal(status, 0, 'the simulator ends cleanly');
});

function request(scenario, more = {}) {
  return {
    from_number: FROM,
    to_number: '+573001234567',
    override_agent_id: agent.agent_id,
    metadata: { job: 'job_1', n: 1, tag: `job_${Math.random()}-1`, simulator_scenario: scenario },
    retell_llm_dynamic_variables: { instructions: 'Usted llama de parte de Acme.\nFactura: 1042\nEl saldo es de $1.250.000.' },
    agent_override: {
      agent: { max_call_duration_ms: 60000, webhook_url: `http://127.0.0.1:${receiver.address().port}/call` },
      retell_llm: { begin_message: 'Buenas tardes, ¿hablo con Ana María?' },
    },
    ...more,
  };
}

test('the judge sees what is wrong', () => {
  const call = {
    call_id: 'c', call_type: 'phone_call', agent_id: 'a', agent_version: 1, call_status: 'ended',
    direction: 'outbound', from_number: '+1', to_number: '+2',
  };
  isRight('PhoneCall', call);
  assert.equal(wrongAs('PhoneCall', { ...call, disconnect_reason: 'busy' }).length, 1);
  assert.equal(wrongAs('PhoneCall', { ...call, disconnection_reason: 'no_such' }).length, 1);
  assert.equal(wrongAs('PhoneCall', { ...call, agent_version: '1' }).length, 1);
  assert.equal(wrongAs('PhoneCall', { ...call, retell_llm_dynamic_variables: { n: 1 } }).length, 1);
  assert.equal(wrongAs('PhoneCall', { ...call, transcript_object: [{ role: 'agent', words: [] }] }).length, 1);
  assert.equal(wrongAs('PhoneCallItem', { ...call, transcript: 'Agent: Hola' }).length, 1);
  assert.equal(wrongAs('PhoneCall', { ...call, to_number: undefined }).length, 1);
});

test('an LLM is created, read, changed and listed', async () => {
  llm = await client.llm.create({ general_prompt: '{{instructions}}', model: 'gpt-4.1' });
  isRight('Llm', llm);
  isRight('Llm', await client.llm.retrieve(llm.llm_id));
  const changed = await client.llm.update(llm.llm_id, { begin_message: 'Hola' });
  isRight('Llm', changed);
  assert.equal(changed.general_prompt, '{{instructions}}');
  assert.equal(changed.begin_message, 'Hola');
  const list = await client.llm.list();
  isRight('LlmList', list);
  assert.equal(list.items.length, 1);
});

test('an agent with its analysis is created, read, changed and listed', async () => {
  agent = await client.agent.create({
    response_engine: { type: 'retell-llm', llm_id: llm.llm_id },
    voice_id: '11labs-Mariana',
    agent_name: 'Cobros',
    language: 'es-419',
    webhook_url: null,
    voice_speed: 1.05,
    post_call_analysis_data: [
      {
        type: 'enum',
        name: 'outcome',
        description: 'Cómo terminó',
        choices: ['promise', 'paid', 'refused', 'callback', 'wrong_person', 'opted_out', 'talked', 'voicemail'],
      },
      { type: 'string', name: 'promise_date', description: 'YYYY-MM-DD' },
      { type: 'string', name: 'promise_amount', description: 'Decimal' },
      { type: 'string', name: 'callback_at', description: 'Cuándo llamar' },
    ],
  });
  isRight('Agent', agent);
  isRight('Agent', await client.agent.retrieve(agent.agent_id));
  const changed = await client.agent.update(agent.agent_id, { ring_duration_ms: 20000 });
  isRight('Agent', changed);
  assert.equal(changed.voice_speed, 1.05);
  isRight('AgentList', await client.agent.list({ filter_criteria: { channel: { type: 'string', op: 'eq', value: 'voice' } } }));
});

test('voices, numbers and concurrency are shown', async () => {
  const voices = await client.voice.list();
  isRight('VoiceList', voices);
  isRight('Voice', await client.voice.retrieve(voices[0].voice_id));
  isRight('PhoneNumber', await client.phoneNumber.import({ phone_number: '+576015550199', termination_uri: 'x.pstn.twilio.com' }));
  const numbers = await client.phoneNumber.list();
  isRight('PhoneNumberList', numbers);
  assert.deepEqual(numbers.items.map((n) => n.phone_number), [FROM, '+576015550199']);
  isRight('PhoneNumber', await client.phoneNumber.retrieve(FROM));
  const concurrency = await client.concurrency.retrieve();
  isRight('Concurrency', concurrency);
  assert.equal(concurrency.concurrency_limit, 100);
});

test('a promise to pay comes with its webhooks, its transcript and its analysis', async () => {
  const made = await client.call.createPhoneCall(request('promise'));
  isRight('PhoneCall', made);
  assert.equal(made.call_status, 'registered');

  const of = (event) => hook((h) => h.event === event && h.call.call_id === made.call_id);
  const [started, ended, analyzed] = await Promise.all(['call_started', 'call_ended', 'call_analyzed'].map(of));
  for (const h of [started, ended, analyzed]) {
    isRight('PhoneCall', h.call);
    assert.ok(await Retell.verify(h.raw, KEY, h.signature), 'the SDK takes the signature');
    assert.ok(!(await Retell.verify(`${h.raw} `, KEY, h.signature)), 'and only over these bytes');
    assert.ok(!(await Retell.verify(h.raw, 'another', h.signature)), 'and only with this key');
  }
  assert.equal(started.call.transcript, undefined);
  assert.equal(ended.call.call_analysis, undefined);

  const call = await client.call.retrieve(made.call_id);
  isRight('PhoneCall', call);
  assert.deepEqual(call, analyzed.call);
  assert.equal(call.end_timestamp - call.start_timestamp, call.duration_ms);
  assert.ok(call.transcript.startsWith('Agent: Buenas tardes, ¿hablo con Ana María?\n'));
  assert.match(call.transcript, /factura 1042/);
  assert.match(call.transcript, /\$ (1\.250|625)\.000/);
  const words = call.transcript_object.flatMap((t) => t.words);
  assert.ok(words.every((w, i) => w.end > w.start && (i === 0 || w.start >= words[i - 1].end)));
  assert.ok(words.at(-1).end * 1000 <= call.duration_ms);
  const found = call.call_analysis.custom_analysis_data;
  assert.equal(found.outcome, 'promise');
  assert.match(found.promise_date, /^\d{4}-\d\d-\d\d$/);
  assert.ok(['1250000.00', '625000.00'].includes(found.promise_amount));
});

const ENDS = {
  promise: 'ended', paid: 'ended', refused: 'ended', callback: 'ended', wrong_person: 'ended', opted_out: 'ended',
  talked: 'ended', voicemail: 'ended', hang_up: 'ended', long_call: 'ended', no_answer: 'not_connected',
  busy: 'not_connected', declined: 'not_connected', invalid_number: 'not_connected', provider_error: 'error',
  'reason:error_asr': 'error', 'reason:inactivity': 'ended', 'reason:telephony_provider_unavailable': 'not_connected',
};

for (const [scenario, status] of Object.entries(ENDS))
  test(`a call that ends as ${scenario} is one of the SDK's`, async () => {
    const made = await client.call.createPhoneCall(request(scenario));
    const analyzed = await hook((h) => h.event === 'call_analyzed' && h.call.call_id === made.call_id);
    isRight('PhoneCall', analyzed.call);
    assert.equal(analyzed.call.call_status, status);
    assert.equal(analyzed.call.call_analysis.in_voicemail, scenario === 'voicemail');
    const started = 'start_timestamp' in analyzed.call;
    const isStart = (h) => h.event === 'call_started' && h.call.call_id === made.call_id;
    if (started) await hook(isStart);
    else assert.ok(!hooks.some(isStart), 'what never connected never started');
    if (status === 'not_connected') assert.ok(!started, 'nobody answered: nothing started');
    if (scenario === 'long_call') {
      assert.equal(analyzed.call.duration_ms, 60000);
      assert.equal(analyzed.call.disconnection_reason, 'max_duration_reached');
    }
    const parts = analyzed.call.call_cost.product_costs.reduce((sum, p) => sum + p.cost, 0);
    assert.ok(Math.abs(parts - analyzed.call.call_cost.combined_cost) < 1e-6);
    assert.equal(analyzed.call.call_cost.combined_cost > 0, started);
  });

test('list-calls pages, filters, and shows no transcript', async () => {
  const first = await client.call.list({ limit: 5, include_total: true });
  isRight('CallList', first);
  first.items.forEach((c) => isRight('PhoneCallItem', c));
  assert.ok(first.has_more && first.total >= 19);
  const seen = first.items.map((c) => c.call_id);
  for (let page = first; page.has_more; ) {
    page = await client.call.list({ limit: 5, pagination_key: page.pagination_key });
    seen.push(...page.items.map((c) => c.call_id));
  }
  assert.equal(new Set(seen).size, first.total);
  assert.equal(seen.length, first.total);

  const forward = await client.call.list({ sort_order: 'ascending', limit: 1000 });
  assert.deepEqual(forward.items.map((c) => c.call_id).reverse(), seen);
  const one = forward.items[0];
  const only = async (filter_criteria) => (await client.call.list({ filter_criteria, limit: 1000 })).items;
  const by = {
    tag: await only({ metadata: [{ type: 'string', op: 'eq', key: 'tag', value: one.metadata.tag }] }),
    both: await only({
      metadata: [{ type: 'string', op: 'eq', key: 'tag', value: one.metadata.tag }],
      to_number: { type: 'string', op: 'eq', value: one.to_number },
    }),
    id: await only({ call_id: { type: 'string', op: 'eq', value: one.call_id } }),
  };
  for (const items of Object.values(by)) assert.deepEqual(items.map((c) => c.call_id), [one.call_id]);
  assert.equal((await only({ to_number: { type: 'string', op: 'eq', value: '+573009999999' } })).length, 0);
  const busy = await only({ disconnection_reason: { type: 'enum', op: 'in', value: ['dial_busy'] } });
  assert.ok(busy.length > 0 && busy.every((c) => c.disconnection_reason === 'dial_busy'));
  const ended = await only({ call_status: { type: 'enum', op: 'in', value: ['ended', 'error'] } });
  assert.ok(ended.length > 0 && ended.every((c) => c.call_status === 'ended' || c.call_status === 'error'));
  const recent = await only({ start_timestamp: { type: 'number', op: 'ge', value: one.start_timestamp } });
  assert.ok(recent.length < seen.length && recent.every((c) => c.start_timestamp >= one.start_timestamp));
  const long = await only({ duration_ms: { type: 'range', op: 'bt', value: [59000, 61000] }, in_voicemail: { type: 'boolean', op: 'eq', value: false } });
  assert.ok(long.length > 0 && long.every((c) => c.duration_ms === 60000));
  const promises = await only({ custom_analysis_data: [{ type: 'string', op: 'eq', key: 'outcome', value: 'promise' }] });
  assert.ok(promises.length > 0 && promises.every((c) => c.call_analysis.custom_analysis_data.outcome === 'promise'));
  const mine = await only({ agent: [{ agent_id: agent.agent_id }] });
  assert.equal(mine.length, seen.length);
});

test('a live call is stopped, an ended one is not, a deleted one is gone', async () => {
  await control('POST', 'settings', { speed: 1 });
  const made = await client.call.createPhoneCall(request('talked', { to_number: '+573007654321' }));
  await client.call.stop(made.call_id);
  await control('POST', 'settings', { speed: 500 });
  const ended = await hook((h) => h.event === 'call_ended' && h.call.call_id === made.call_id);
  isRight('PhoneCall', ended.call);
  assert.equal(ended.call.disconnection_reason, 'manual_stopped');
  await assert.rejects(client.call.stop(made.call_id), Retell.UnprocessableEntityError);
  await client.call.delete(made.call_id);
  await assert.rejects(client.call.retrieve(made.call_id), Retell.UnprocessableEntityError);
});

test('what the provider refuses is refused', async () => {
  const create = (more) => client.call.createPhoneCall(request('busy', more));
  const stranger = new Retell({ apiKey: 'wrong', baseURL: base, maxRetries: 0 });
  await assert.rejects(stranger.concurrency.retrieve(), Retell.AuthenticationError);
  await assert.rejects(client.call.retrieve('call_nobody'), Retell.UnprocessableEntityError);
  await assert.rejects(create({ override_agent_id: 'agent_nobody' }), Retell.UnprocessableEntityError);
  await assert.rejects(create({ from_number: '+12025550100' }), Retell.UnprocessableEntityError);
  await assert.rejects(create({ to_number: '3001234567' }), Retell.BadRequestError);
  await assert.rejects(create({ retell_llm_dynamic_variables: { n: 1 } }), Retell.BadRequestError);
  await assert.rejects(create({ agent_override: { retell_llm: { general_prompt: 'x' } } }), Retell.BadRequestError);
  await assert.rejects(create({ agent_override: { agent: { max_call_duration_ms: 59999 } } }), Retell.BadRequestError);
  await assert.rejects(create({ agent_override: { agent: { ring_duration_ms: 300001 } } }), Retell.BadRequestError);
  await assert.rejects(create({ metadata: { x: 'x'.repeat(51 * 1024) } }), Retell.BadRequestError);
  await assert.rejects(
    client.call.list({ filter_criteria: { call_status: { type: 'enum', op: 'in', value: ['registered'] } } }),
    Retell.BadRequestError,
  );
  await assert.rejects(client.call.list({ limit: 1001 }), Retell.BadRequestError);
  await assert.rejects(client.call.list({ skip: 1, pagination_key: 'page_1' }), Retell.BadRequestError);
  await control('POST', 'settings', { concurrency_limit: 0 });
  await assert.rejects(create({}), Retell.RateLimitError);
  await control('POST', 'settings', { concurrency_limit: 100 });
});

test('errors carry the body that the SDK expects', async () => {
  await assert.rejects(client.call.retrieve('call_nobody'), (error) => {
    assert.deepEqual(Object.keys(error.error).sort(), ['message', 'status']);
    assert.equal(error.error.status, 'error');
    return true;
  });
});

test('faults on command reach the SDK as what they are', async () => {
  const create = () => client.call.createPhoneCall(request('busy'));
  await control('POST', 'faults', { kind: 'status', status: 429, retry_after: '7' });
  await assert.rejects(create(), (e) => e instanceof Retell.RateLimitError && e.headers.get('retry-after') === '7');
  await control('POST', 'faults', { kind: 'status', status: 503, accepted: true });
  await assert.rejects(create(), Retell.InternalServerError);
  for (const kind of ['reset', 'close', 'truncated', 'reset_midway']) {
    await control('POST', 'faults', { kind, accepted: true });
    await assert.rejects(create(), kind);
  }
  await control('POST', 'faults', { quirks: ['webhook_forged'] });
  const made = await create();
  const forged = await hook((h) => h.event === 'call_ended' && h.call.call_id === made.call_id);
  assert.ok(!(await Retell.verify(forged.raw, KEY, forged.signature)));
});

test('the book knows what truly happened', async () => {
  const { lines } = await control('GET', 'book');
  const posts = lines.filter((l) => l.kind === 'post');
  const lost = posts.filter((l) => l.accepted && l.fault !== 'none').map((l) => l.fault);
  assert.deepEqual(lost, ['status', 'reset', 'close', 'truncated', 'reset_midway']);
  assert.ok(posts.filter((l) => l.accepted).every((l) => l.tag && l.call_id));
  const file = readFileSync(book, 'utf8').trim().split('\n').map((l) => JSON.parse(l));
  assert.deepEqual(file.filter((l) => l.kind === 'post'), posts);
});
