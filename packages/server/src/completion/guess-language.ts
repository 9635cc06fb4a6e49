/** Lines that only Python has, and lines as languages with brackets have them. */
const python =
  /^\s*(?:def \w+\(.*|class \w+.*:|(?:if|elif|else|for|while|try|except|finally|with)\b.*:|from [\w.]+ import .+|import [\w.]+(?: as \w+)?|return\b[^;{}]*|@\w[\w.]*.*)$/;
const brackets = /[;{}]\s*$|^\s*\/[/*]|^\s*(?:const|let|var|function|public|private|fn|func|package)\b/;
const looked = 4000;

/**
 * The language of a text that nobody named, as far as where blocks end depends on it: plug-ins for llama.cpp do not send it. The names of the files beside it
 * would not tell: they are others.
 * @returns undefined where brackets are likely to tell
 */
export function guessLanguage(before: string, after: string): string | undefined {
  const lines = `${before.slice(-looked)}${after.slice(0, looked / 4)}`.split('\n');
  const count = (shape: RegExp) => lines.filter((line) => shape.test(line)).length;
  const ofPython = count(python);
  if (ofPython >= 2 && ofPython > 2 * count(brackets)) return 'python';
  return /<(?:!doctype|html|body|div|head)\b/i.test(before.slice(-looked)) && count(brackets) < lines.length / 4 ? 'html' : undefined;
}
