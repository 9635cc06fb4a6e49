import type { RefusalReason } from 'saguim/comments';
import type { InterfaceLanguage } from './choose-language.js';

type Plain = Exclude<RefusalReason, 'rate' | 'too-long'>;

/** What people are told of what did not happen. */
export interface RefusalWords {
  readonly refusals: Readonly<Record<Plain, string>> & {
    readonly rate: (seconds: number) => string;
    readonly 'too-long': (most: number) => string;
  };
  readonly problems: { readonly network: string; readonly unknown: string };
}

const unit = (language: string, unit: 'second' | 'minute' | 'hour', value: number) =>
  new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(value);

/** A wait as people say it. */
const wait = (language: string, seconds: number): string =>
  seconds < 90
    ? unit(language, 'second', seconds)
    : seconds < 5400
      ? unit(language, 'minute', Math.ceil(seconds / 60))
      : unit(language, 'hour', Math.ceil(seconds / 3600));

export const refusalWords: Readonly<Record<InterfaceLanguage, RefusalWords>> = {
  en: {
    refusals: {
      login: 'Log in to take part.',
      forbidden: 'You may not do this here.',
      'not-found': 'This comment is not there any more.',
      state: 'Something happened to this comment meanwhile. It is shown as it is now.',
      changed: 'This comment was edited meanwhile. It is shown as it is now.',
      claimed: 'Another moderator has this comment.',
      own: 'This is not for your own comments.',
      already: 'You did this before. It counts once.',
      replayed:
        'An earlier version of this comment had arrived after all. You find it among your comments; send this one again if you want both.',
      'parent-gone': 'The comment that you answer is not there any more. Your text is kept: copy it into a new comment.',
      'too-deep': 'This conversation goes no deeper. Answer a comment above it.',
      closed: 'There are no new comments on this page.',
      empty: 'There is nothing written yet.',
      'name-missing': 'Choose a name first.',
      'name-taken': 'Somebody else has this name. Choose another one.',
      'name-reserved': 'This name is kept for the people of the site. Choose another one.',
      'name-invalid': 'This cannot be a name. Use up to 80 letters, digits and spaces.',
      invalid: 'Something about this is not as it must be.',
      rate: (seconds) => `That was a lot at once. Try again in ${wait('en', seconds)}. Your text is kept.`,
      'too-long': (most) => `This is too long. Write at most ${new Intl.NumberFormat('en').format(most)} characters.`,
    },
    problems: {
      network: 'There is no connection. Nothing is lost: try again in a moment.',
      unknown: 'Something went wrong. Nothing is lost: try again.',
    },
  },
  'pt-BR': {
    refusals: {
      login: 'Entre para participar.',
      forbidden: 'Você não pode fazer isto aqui.',
      'not-found': 'Este comentário não está mais aqui.',
      state: 'Algo aconteceu com este comentário nesse meio-tempo. Ele aparece como está agora.',
      changed: 'Este comentário foi editado nesse meio-tempo. Ele aparece como está agora.',
      claimed: 'Este comentário está com outro moderador.',
      own: 'Isto não vale para os seus próprios comentários.',
      already: 'Você já fez isto. Conta uma vez só.',
      replayed:
        'Uma versão anterior deste comentário tinha chegado, afinal. Ela está entre os seus comentários; envie esta de novo se quiser as duas.',
      'parent-gone': 'O comentário que você responde não está mais aqui. Seu texto está guardado: copie-o para um novo comentário.',
      'too-deep': 'Esta conversa não vai mais fundo. Responda a um comentário acima.',
      closed: 'Não há novos comentários nesta página.',
      empty: 'Ainda não há nada escrito.',
      'name-missing': 'Escolha um nome antes.',
      'name-taken': 'Alguém já tem este nome. Escolha outro.',
      'name-reserved': 'Este nome é reservado às pessoas do site. Escolha outro.',
      'name-invalid': 'Isto não pode ser um nome. Use até 80 letras, números e espaços.',
      invalid: 'Algo aqui não está como deve ser.',
      rate: (seconds) => `Foi muita coisa de uma vez. Tente de novo em ${wait('pt-BR', seconds)}. Seu texto está guardado.`,
      'too-long': (most) => `Isto é longo demais. Escreva no máximo ${new Intl.NumberFormat('pt-BR').format(most)} caracteres.`,
    },
    problems: {
      network: 'Não há conexão. Nada se perdeu: tente de novo em um momento.',
      unknown: 'Algo deu errado. Nada se perdeu: tente de novo.',
    },
  },
};
