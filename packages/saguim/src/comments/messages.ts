import type { MessageLanguage, Policy } from '../moderation/index.js';
import { labelMessage, messageLanguage } from '../moderation/messages.js';
import type { CommentReason } from './comment-service.js';
import type { StoredComment } from './comment-store.js';

const words: Readonly<
  Record<MessageLanguage, Readonly<Record<'checking' | 'held' | 'reported' | 'appealed' | 'rejected' | 'name', string>>>
> = {
  en: {
    checking: 'This comment is being checked.',
    held: 'A moderator will look at this comment before it appears.',
    reported: 'Readers asked a moderator to look at this comment before it appears again.',
    appealed: 'A moderator will look at this comment again.',
    rejected: 'A moderator decided that this comment does not appear.',
    name: 'This name looks like another, so a moderator will look at this comment first.',
  },
  pt: {
    checking: 'Este comentário está sendo verificado.',
    held: 'Um moderador vai ler este comentário antes que ele apareça.',
    reported: 'Leitores pediram que um moderador leia este comentário antes que ele volte a aparecer.',
    appealed: 'Um moderador vai ler este comentário de novo.',
    rejected: 'Um moderador decidiu que este comentário não vai aparecer.',
    name: 'Este nome se parece com outro; por isso um moderador vai ler este comentário antes.',
  },
};

/** What its writer is told of a comment that others do not see: in the policy's words, or a moderator's. */
export function reasonsFor(comment: StoredComment, policy: Policy): CommentReason[] {
  const { state, verdict, ruling, nameDoubt, locale } = comment;
  const language = messageLanguage(verdict?.language ?? comment.language, locale ?? undefined);
  const own = words[language];
  const plain = (key: keyof typeof own, label: string): CommentReason[] => [{ label, message: own[key] }];
  if (state === 'checking') return plain('checking', 'checking');
  if (state === 'appealed') return plain('appealed', 'appeal');
  if (state === 'rejected') {
    const label = ruling?.label ?? null;
    const message =
      label === null || !(Object.hasOwn(policy.labels, label) || policy.rules?.some(({ id }) => id === label))
        ? own.rejected
        : labelMessage(policy, language, { label, action: 'block' });
    return [{ label: label ?? 'moderator', message }, ...(ruling?.note ? [{ label: 'moderator', message: ruling.note }] : [])];
  }
  if (state !== 'held' && state !== 'blocked') return [];
  if (comment.reports > 0) return plain('reported', 'reports');
  const told = (verdict?.reasons ?? []).filter(({ action }) => action !== 'allow').map(({ label, message }) => ({ label, message }));
  if (nameDoubt) told.push(...plain('name', 'name'));
  return told.length > 0 ? told : plain('held', 'held');
}
