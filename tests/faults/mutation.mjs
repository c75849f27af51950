// A write of the ledger as a request, and the answer to it.
import { again, ask } from './client.mjs';
import { creditCode } from './credit-code.mjs';
import { INDICATOR } from './ledger.mjs';

const ISSUES = 'issues { code severity }';
const QUERIES = {
  observation: `mutation ($input: RecordObservationsInput!) {
    answer: recordObservations(input: $input) { written unchanged ${ISSUES} } }`,
  enterprise: `mutation ($input: RegisterEnterpriseInput!) {
    answer: registerEnterprise(input: $input) { record: enterprise { id } ${ISSUES} } }`,
  project: `mutation ($input: RegisterProjectInput!) {
    answer: registerProject(input: $input) { record: project { id } ${ISSUES} } }`,
};
const INPUTS = {
  observation: (...writes) => ({
    rows: writes.map(({ town, period, value }) => ({ region: town, indicator: INDICATOR, period, value })),
    idempotencyKey: writes[0].key,
  }),
  enterprise: ({ name, number }) => ({ name, creditCode: creditCode(number) }),
  project: ({ name }) => ({ name, kind: 'PARK', stage: 'POTENTIAL' }),
};

/** Sends a write once more, counts the answer and enters it into the write. Gives the answer. */
export async function attempt(write, url, token, tally) {
  write.attempts += 1;
  const answer = await send(write, url, token);
  tally.count('writer', answer.code);
  if (answer.code === 'OK') settle(write, answer.data.answer);
  else if (!again(answer.code)) Object.assign(write, { state: 'unknown', code: answer.code });
  return answer;
}

/** Sends values of one town in one call; those of a call that is not answered well stay open. */
export async function attemptTogether(writes, url, token, tally) {
  const { code, data } = await ask(url, token, QUERIES.observation, { input: INPUTS.observation(...writes) });
  tally.count('writer', code);
  const state = data?.answer?.written === writes.length ? 'acknowledged' : 'open';
  for (const write of writes) Object.assign(write, { state, together: true });
}

/** Sends a write, whatever became of it before. */
export function send(write, url, token) {
  return ask(url, token, QUERIES[write.kind], { input: INPUTS[write.kind](write) });
}

function settle(write, { written, unchanged, record, issues }) {
  const errors = issues.filter(({ severity }) => severity === 'ERROR').map(({ code }) => code);
  // A register has no keys: whose first answer was lost is told that the name or the credit code is there.
  const found = write.attempts > 1 && errors.some((code) => code === 'NAME_TAKEN' || code === 'ALREADY_REGISTERED');
  if (written === 1 || unchanged === 1 || record || found) write.state = 'acknowledged';
  else Object.assign(write, { state: 'refused', code: errors.join(' ') });
}
