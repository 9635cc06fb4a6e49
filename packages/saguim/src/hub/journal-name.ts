/** Names beside a file that is being fetched. */
export const partName = (target: string) => `${target}.part`;
export const journalName = (target: string) => `${target}.journal`;
