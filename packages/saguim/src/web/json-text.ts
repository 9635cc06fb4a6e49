/** Of a schema that anybody writes; what decodes under one refuses far smaller ones. */
const mostParts = 1 << 18;

/**
 * JSON of what a page hands over. A small object whose parts are shared, level after level, has as many parts in JSON as two to the power of its levels.
 * @throws {TypeError} for more than 262,144 parts, and for what has no JSON
 */
export function toJsonText(value: unknown): string | undefined {
  let parts = 0;
  return JSON.stringify(value, (_, part: unknown) => {
    if (++parts > mostParts) throw new TypeError(`It has more than ${mostParts} parts.`);
    return part;
  });
}
