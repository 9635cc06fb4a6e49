// Formats of strings as regular expressions (with `u`): RFC 3339, 5321, 4291, 3986, 9562, 6901; a little narrower where the grammar allows what hardly anybody reads.

const leapYear = '(?:\\d\\d(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)';
const date = `(?:\\d{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12]\\d|3[01])|(?:0[469]|11)-(?:0[1-9]|[12]\\d|30)|02-(?:0[1-9]|1\\d|2[0-8]))|${leapYear}-02-29)`;
const plainTime = '(?:[01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(?:\\.\\d{1,9})?';
const time = `${plainTime}(?:Z|[+\\-](?:[01]\\d|2[0-3]):[0-5]\\d)`;

const label = '[A-Za-z0-9](?:[A-Za-z0-9\\-]*[A-Za-z0-9])?';
// Four labels of 62 at most stay below 253 characters in all.
const shortLabel = '[A-Za-z0-9](?:[A-Za-z0-9\\-]{0,60}[A-Za-z0-9])?';
const hostname = `${shortLabel}(?:\\.${shortLabel}){0,3}`;
const atom = "[A-Za-z0-9!#$%&'*+\\/=?^_`{|}~\\-]+";
const email = `${atom}(?:\\.${atom})*@${label}(?:\\.${label})+`;

const octet = '(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)';
const ipv4 = `${octet}(?:\\.${octet}){3}`;
const group = '[0-9A-Fa-f]{1,4}';
const ipv6 = [
  `(?:${group}:){7}${group}`,
  `(?:${group}:){6}${ipv4}`,
  `::(?:${group}:){0,6}${group}`,
  '::',
  ...[1, 2, 3, 4, 5, 6].map((n) => `(?:${group}:){${n}}(?::${group}){1,${7 - n}}`),
  `(?:${group}:){1,7}:`,
].join('|');

const escaped = '%[0-9A-Fa-f]{2}';
const segmentCharacter = `(?:[A-Za-z0-9\\-._~!$&'()*+,;=:@]|${escaped})`;
const query = `(?:${segmentCharacter}|[\\/?])*`;
const tail = `(?:\\?${query})?(?:#${query})?`;
const authority = `\\/\\/${label}(?:\\.${label})*(?::\\d{1,5})?`;
const uri = `[A-Za-z][A-Za-z0-9+.\\-]*:(?:${authority}(?:\\/${segmentCharacter}*)*|${segmentCharacter}+(?:\\/${segmentCharacter}*)*)${tail}`;
const firstCharacter = `(?:[A-Za-z0-9\\-._~!$&'()*+,;=@]|${escaped})`;
const reference = `(?:${uri}|(?:\\/?${firstCharacter}+(?:\\/${segmentCharacter}*)*|\\/)?${tail})`;

const hex = '[0-9A-Fa-f]';
const durationTime = 'T(?:\\d{1,4}H(?:\\d{1,4}M(?:\\d{1,4}S)?)?|\\d{1,4}M(?:\\d{1,4}S)?|\\d{1,4}S)';
const durationDate = '(?:\\d{1,4}Y(?:\\d{1,4}M(?:\\d{1,4}D)?)?|\\d{1,4}M(?:\\d{1,4}D)?|\\d{1,4}D)';
const pointer = '(?:\\/(?:[^~\\/]|~[01])*)*';

/** By the names of JSON Schema; others say nothing about the text. */
export const formats: Readonly<Record<string, string>> = {
  date,
  time,
  'date-time': `${date}T${time}`,
  duration: `P(?:${durationDate}(?:${durationTime})?|${durationTime}|\\d{1,4}W)`,
  email,
  'idn-email': email,
  hostname,
  'idn-hostname': hostname,
  ipv4,
  ipv6: `(?:${ipv6})`,
  uri,
  iri: uri,
  'uri-reference': reference,
  'iri-reference': reference,
  uuid: `${hex}{8}-${hex}{4}-${hex}{4}-${hex}{4}-${hex}{12}`,
  'json-pointer': pointer,
  'relative-json-pointer': `(?:0|[1-9]\\d{0,8})(?:#|${pointer})`,
};
