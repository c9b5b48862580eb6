// types.mjs - holds a value against a type of the SDK's own declarations: a member that is not
// declared, one that is missing, and a value of another type are all wrong.
import { createRequire } from 'node:module';
import path from 'node:path';

const require = createRequire(path.join(process.env.MODULES, 'package.json'));
const ts = require('typescript');

const PROBE = path.join(process.env.MODULES, 'probe.ts');
const SOURCE = `
import type { PhoneCallResponse, CallListResponse } from 'retell-sdk/resources/call';
import type { AgentResponse, AgentListResponse } from 'retell-sdk/resources/agent';
import type { LlmResponse, LlmListResponse } from 'retell-sdk/resources/llm';
import type { ConcurrencyRetrieveResponse } from 'retell-sdk/resources/concurrency';
import type { PhoneNumberResponse, PhoneNumberListResponse } from 'retell-sdk/resources/phone-number';
import type { VoiceResponse, VoiceListResponse } from 'retell-sdk/resources/voice';
export type PhoneCall = PhoneCallResponse;
export type PhoneCallItem = CallListResponse.V3PhoneCallResponse;
export type CallList = CallListResponse;
export type Agent = AgentResponse;
export type AgentList = AgentListResponse;
export type Llm = LlmResponse;
export type LlmList = LlmListResponse;
export type Concurrency = ConcurrencyRetrieveResponse;
export type PhoneNumber = PhoneNumberResponse;
export type PhoneNumberList = PhoneNumberListResponse;
export type Voice = VoiceResponse;
export type VoiceList = VoiceListResponse;
`;

const options = {
  strict: true,
  noEmit: true,
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  types: [],
  skipLibCheck: true,
};
const host = ts.createCompilerHost(options);
const { getSourceFile, fileExists, readFile } = host;
host.fileExists = (name) => name === PROBE || fileExists(name);
host.readFile = (name) => (name === PROBE ? SOURCE : readFile(name));
host.getSourceFile = (name, version, ...rest) =>
  name === PROBE ? ts.createSourceFile(name, SOURCE, version) : getSourceFile(name, version, ...rest);

const program = ts.createProgram([PROBE], options, host);
const checker = program.getTypeChecker();
const probe = program.getSourceFile(PROBE);
const broken = program.getSemanticDiagnostics(probe);
if (broken.length > 0) throw new Error(ts.flattenDiagnosticMessageText(broken[0].messageText, '\n'));
const types = new Map(
  checker.getExportsOfModule(checker.getSymbolAtLocation(probe)).map((s) => [s.name, checker.getDeclaredTypeOfSymbol(s)]),
);

function wrongInObject(value, type, where) {
  const wrong = [];
  const index = checker.getIndexTypeOfType(type, ts.IndexKind.String);
  const members = new Map(checker.getPropertiesOfType(type).map((p) => [p.name, p]));
  for (const [name, member] of Object.entries(value)) {
    const declared = members.get(name);
    if (declared) wrong.push(...wrongWith(member, checker.getTypeOfSymbol(declared), `${where}.${name}`));
    else if (index) wrong.push(...wrongWith(member, index, `${where}.${name}`));
    else wrong.push(`${where}.${name} is not declared`);
  }
  for (const [name, declared] of members)
    if (!(declared.flags & ts.SymbolFlags.Optional) && !(name in value)) wrong.push(`${where}.${name} is missing`);
  return wrong;
}

function wrongWith(value, type, where) {
  const said = `${where}: ${JSON.stringify(value)?.slice(0, 80)} is no ${checker.typeToString(type)}`;
  if (type.flags & (ts.TypeFlags.Any | ts.TypeFlags.Unknown)) return [];
  if (type.isUnion()) {
    const tries = type.types.map((t) => wrongWith(value, t, where));
    if (tries.some((t) => t.length === 0)) return [];
    return value !== null && typeof value === 'object' ? tries.sort((a, b) => a.length - b.length)[0] : [said];
  }
  if (type.isStringLiteral() || type.isNumberLiteral()) return value === type.value ? [] : [said];
  if (type.flags & ts.TypeFlags.BooleanLiteral) return String(value) === checker.typeToString(type) ? [] : [said];
  if (type.flags & ts.TypeFlags.String) return typeof value === 'string' ? [] : [said];
  if (type.flags & ts.TypeFlags.Number) return typeof value === 'number' ? [] : [said];
  if (type.flags & ts.TypeFlags.Null) return value === null ? [] : [said];
  if (type.flags & ts.TypeFlags.Undefined) return value === undefined ? [] : [said];
  if (checker.isArrayType(type)) {
    if (!Array.isArray(value)) return [said];
    const [item] = checker.getTypeArguments(type);
    return value.flatMap((v, i) => wrongWith(v, item, `${where}[${i}]`));
  }
  if (type.flags & ts.TypeFlags.Object)
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? wrongInObject(value, type, where) : [said];
  return [`${where}: a type this check does not know: ${checker.typeToString(type)}`];
}

/** What is wrong with the value as a type of that name; an empty list: nothing. */
export function wrongAs(name, value) {
  if (!types.has(name)) throw new Error(`no type ${name}`);
  return wrongWith(value, types.get(name), name);
}
