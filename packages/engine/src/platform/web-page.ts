const HTML_TYPE = /^\s*(text\/html|application\/xhtml\+xml)\b/i;
const HTML_START = /^(\xef\xbb\xbf)?\s*(<!--|<!doctype\s+html|<html|<head|<body|<\?xml)/i;

/** True when bytes begin as a web page does. */
export function isWebPage(bytes: Uint8Array): boolean {
  return HTML_START.test(String.fromCharCode(...bytes.subarray(0, 64)));
}

/** True when a `content-type` header names a web page. */
export function isWebPageType(contentType: string | null): boolean {
  return contentType !== null && HTML_TYPE.test(contentType);
}
