// Unified social credit codes 统一社会信用代码 (GB 32100), of organisations that do not exist.

const LETTERS = '0123456789ABCDEFGHJKLMNPQRTUWXY';
const ORGANISATION_WEIGHTS = [3, 7, 9, 10, 5, 8, 4, 2];

/** The code of the organisation with this number, with both of its check characters. */
export function creditCode(number) {
  const organisation = String(number).padStart(8, '0');
  const body = `91440000${organisation}${organisationCheck(organisation)}`;
  const sum = [...body].reduce((total, letter, i) => total + LETTERS.indexOf(letter) * (3 ** i % 31), 0);
  return body + LETTERS[(31 - (sum % 31)) % 31];
}

function organisationCheck(digits) {
  const sum = [...digits].reduce((total, digit, i) => total + Number(digit) * ORGANISATION_WEIGHTS[i], 0);
  return '0123456789X'[(11 - (sum % 11)) % 11];
}
