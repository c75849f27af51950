// One request, and what became of it in one word.

const LONGEST_MS = 20_000;

/** Codes that ask the client to come again: what is broken is not the request. */
const AGAIN = new Set(['UNAVAILABLE', 'BUSY', 'STORAGE_FULL', 'READ_ONLY', 'CONNECTION', 'TIMEOUT']);

/** Whether a request that got this code is to be sent again. */
export const again = (code) => AGAIN.has(code) || code === 'HTTP 503' || code === 'HTTP 504';

/**
 * Posts one GraphQL request. `code` is `OK`, the code of the first error, `HTTP` with the status of an answer that is
 * no GraphQL, `CONNECTION` or `TIMEOUT`.
 */
export async function ask(url, token, query, variables) {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify({ query, variables }),
      signal: AbortSignal.timeout(LONGEST_MS),
    });
    return understand(response.status, await response.text());
  } catch (error) {
    return { code: error.name === 'TimeoutError' ? 'TIMEOUT' : 'CONNECTION' };
  }
}

function understand(status, text) {
  try {
    const { data, errors } = JSON.parse(text);
    return { code: errors?.[0]?.extensions?.code ?? 'OK', data };
  } catch {
    return { code: `HTTP ${status}` };
  }
}
