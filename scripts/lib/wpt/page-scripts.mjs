// What a vendor brings to web-platform-tests, for pages that this runner drives: https://web-platform-tests.org/writing-tests/testdriver-extension-tutorial.html

/**
 * `/resources/testharnessreport.js`: tells the runner the outcome; were it asked for, that would count as somebody's touch.
 * @param slowness how many times as long as usual a test may take
 */
export const report = (slowness) => `
setup({ output: false, timeout_multiplier: ${slowness} });
add_completion_callback((tests, { status, message }) => {
  const told = tests.map(({ name, status, message }) => ({ name, status, message }));
  globalThis.wptReport(JSON.stringify({ status, message, tests: told }));
});
`;

/** `/resources/testdriver-vendor.js`: clicks go through the runner, as a person's would. */
export const vendor = `
(() => {
  let clicks = 0;
  const internal = (window.test_driver_internal ??= {});
  internal.in_automation = true;
  internal.set_test_context = () => {};
  internal.click = async (element) => {
    const id = 'click-' + ++clicks;
    element.setAttribute('data-wpt', id);
    element.scrollIntoView({ block: 'center' });
    await window.wptClick(id);
  };
  // Firefox gives it to tests under another name.
  globalThis.gc ??= () => globalThis.TestUtils?.gc();
})();
`;

/** `/common/get-host-info.sub.js`: this computer under two names, which are two origins and two sites, and secure ones without a certificate. */
export const hostInfo = (port) => `
const get_host_info = () => ({
  HTTP_PORT: ${port}, HTTPS_PORT: ${port}, ORIGINAL_HOST: 'localhost', REMOTE_HOST: '127.0.0.1',
  ORIGIN: location.origin,
  HTTP_ORIGIN: 'http://localhost:${port}', HTTPS_ORIGIN: 'http://localhost:${port}',
  HTTPS_REMOTE_ORIGIN: 'http://127.0.0.1:${port}', HTTP_REMOTE_ORIGIN: 'http://127.0.0.1:${port}',
  HTTPS_NOTSAMESITE_ORIGIN: 'http://127.0.0.1:${port}', HTTP_NOTSAMESITE_ORIGIN: 'http://127.0.0.1:${port}',
});
`;
