/** A name that can be a folder under a base and nothing else. */
export const isModelName = (text: string) => /^[\w][\w.-]*$/.test(text) && text.length <= 96 && !/\.gguf$/i.test(text);

export const repositoryPattern = /^[\w][\w.-]*\/[\w][\w.-]*$/;

/** `owner/name`: as other libraries name models. */
export const isRepositoryName = (text: string) => repositoryPattern.test(text) && !text.includes('..') && !/\.gguf$/i.test(text);

/** Whether a text says by itself where to go, rather than being a name or the path of a file. */
export const isSource = (text: string) => /^(hf|https?):/i.test(text);

/** A number of 53 bits for a text (cyrb53, public domain): only names folders; what is in one is compared. */
function shortHash(text: string): string {
  let [a, b] = [0xdeadbeef, 0x41c6ce57];
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    a = Math.imul(a ^ code, 2654435761);
    b = Math.imul(b ^ code, 1597334677);
  }
  a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
  b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
  return (4294967296 * (2097151 & b) + (a >>> 0)).toString(36);
}

/** The folder of a model in the store: its name, or one made of where it came from. */
export function keyOf(source: string): string {
  if (!isSource(source)) return source.toLowerCase().replace('/', '--');
  const words = source
    .replace(/^https?:\/\//, '')
    .replace(/[^\w.]+/g, '-')
    .replace(/^[-.]+|[-.]+$/g, '');
  return `${words.slice(0, 80).toLowerCase()}-${shortHash(source)}`;
}
