// Who writes and who reads: towns of one city, and the tokens of their clerks.
import { ask } from './client.mjs';

export const PROVINCE = '44';
export const CITY = '4416';
export const FUNCTIONS = ['SCI_TECH', 'INDUSTRY_IT', 'STATISTICS'];
const TREE = `{ region(code: "${CITY}") { children(tier: COUNTY, first: 6) {
  nodes { code children(first: 5) { nodes { code } } } } } }`;
const DAY_S = 86_400;

/** The towns that write, `{ town, county }` each, in turn from one county and the next. */
export async function towns(hub, issuer) {
  const { code, data } = await ask(hub.url, viewer(issuer), TREE);
  if (code !== 'OK') throw new Error(`the tree of regions is answered with ${code}`);
  const counties = data.region.children.nodes;
  const rounds = counties[0].children.nodes.map((_, i) => counties.map((county) => ({
    county: county.code,
    town: county.children.nodes[i].code,
  })));
  return rounds.flat();
}

/** A token that is good for days around now: a scenario may turn the hub's clock. */
export function token(issuer, claims) {
  const now = Math.floor(Date.now() / 1000);
  return issuer.token({ iat: now - 3 * DAY_S, exp: now + 3 * DAY_S, ...claims });
}

/** Reads all of the province. */
export const viewer = (issuer) => token(issuer, { sub: 'viewer', region: PROVINCE, roles: ['viewer'] });

/** Records what a town declares. */
export const clerk = (issuer, town) =>
  token(issuer, { sub: `clerk-${town}`, region: town, roles: ['reporter'], functions: FUNCTIONS });

/** Accepts what the towns of a county declare. */
export const reviewer = (issuer, county) =>
  token(issuer, { sub: `reviewer-${county}`, region: county, roles: ['reviewer'], functions: FUNCTIONS });
