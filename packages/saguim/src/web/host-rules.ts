/** What the place of a page says about what it may do. The polyfill asks, as browsers do; the library by itself does not. */
export interface HostRules {
  /** Permissions policy. A promise where another page has to be asked. */
  allowed(): boolean | Promise<boolean>;
  /** Whether a person has touched the page, which a download needs. */
  activated(): boolean;
}

/** Under which member of options the rules go; no name, so that it is never what somebody else's page gives. */
export const hostRules: unique symbol = Symbol('host rules');

export const rulesOf = (options: object): HostRules | undefined => (options as { [hostRules]?: HostRules })[hostRules];

/** Whether the rules forbid it. */
export async function isForbidden(rules: HostRules | undefined): Promise<boolean> {
  return rules !== undefined && !(await rules.allowed());
}
