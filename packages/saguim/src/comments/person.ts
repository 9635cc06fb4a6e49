/** What somebody may do. Each may what those before may; an administrator also erases, exports and reads the log. */
export type Role = 'reader' | 'writer' | 'moderator' | 'administrator';

export const roles: readonly Role[] = ['reader', 'writer', 'moderator', 'administrator'];

/** Who uses comments, as the site knows them. */
export interface Person {
  /** Of the site's login, or one that was drawn for a guest; 1 to 200 characters. Readers without a login have none. */
  readonly id?: string;
  /** What others see; at most 80 characters. */
  readonly name?: string;
  readonly role: Role;
  /** Whether the name was chosen by themselves, without a login. */
  readonly guest?: boolean;
}

export const mayModerate = ({ role }: Person): boolean => role === 'moderator' || role === 'administrator';
