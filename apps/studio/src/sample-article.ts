export interface Article {
  readonly title: string;
  readonly paragraphs: readonly string[];
}

export interface SampleComment {
  readonly name: string;
  readonly text: string;
  /** Whom it answers. */
  readonly answers?: string;
}

const english: Article = {
  title: 'The marmosets on our street',
  paragraphs: [
    'They come at six, before the bakery opens: four marmosets, on the cable between the mango tree and the roof of the school. Whoever waits for the bus has stopped looking at the phone. For three minutes the whole street looks up.',
    'Last week the council said that the tree is to go, because its roots lift the pavement. It also said that it would listen. So here is a proposal: move the pavement a metre, keep the tree, and hang a rope bridge where the cable is now, so that nobody who weighs three hundred grams has to walk on electricity.',
    'It costs less than the felling. We asked. What do you think?',
  ],
};

const portuguese: Article = {
  title: 'Os saguis da nossa rua',
  paragraphs: [
    'Eles chegam às seis, antes de a padaria abrir: quatro saguis, no fio entre a mangueira e o telhado da escola. Quem espera o ônibus já não olha o celular. Por três minutos, a rua inteira olha para cima.',
    'Na semana passada, a prefeitura disse que a árvore vai embora, porque as raízes levantam a calçada. Disse também que ia ouvir. Então aqui vai uma proposta: deslocar a calçada um metro, manter a árvore e pendurar uma ponte de corda onde hoje está o fio, para que ninguém de trezentos gramas precise andar sobre a eletricidade.',
    'Custa menos que o corte. Nós perguntamos. O que você acha?',
  ],
};

/** What Studio's comments are about; ours. */
export const articleIn = (language: string): Article => (language === 'pt-BR' ? portuguese : english);

const englishComments: readonly SampleComment[] = [
  { name: 'Odete', text: 'My grandchildren wave at them every morning. Please keep the tree.' },
  { name: 'Rui', text: 'I fell on that pavement twice. A metre to the left is fine with me, but do it soon.', answers: 'Odete' },
  { name: 'Lia', text: 'Who pays for the rope bridge in five years, when it rots?' },
  { name: 'Caio', text: 'Only idiots care about monkeys. You are all stupid and so is this street.' },
  { name: 'Best Offers', text: 'Earn 5000 dollars a week from home, click here now: http://win.example/free' },
  { name: 'Nina', text: 'The council is lying to us again, as always. What a pathetic joke of a plan.' },
  { name: 'Duda', text: 'What kind of moron writes this garbage? Shut up and fix the road.' },
  { name: 'Zé', text: 'You are a clueless fool, Odete, and everybody here knows it.', answers: 'Odete' },
  { name: 'Beto', text: 'I can climb up and hang the bridge for free. I have the ropes.', answers: 'Lia' },
];

const portugueseComments: readonly SampleComment[] = [
  { name: 'Odete', text: 'Meus netos acenam para eles toda manhã. Por favor, deixem a árvore.' },
  { name: 'Rui', text: 'Já caí duas vezes naquela calçada. Um metro para o lado está bom, mas façam logo.', answers: 'Odete' },
  { name: 'Lia', text: 'E quem paga a ponte de corda daqui a cinco anos, quando apodrecer?' },
  { name: 'Caio', text: 'Só idiota liga para macaco. Vocês são todos burros, e esta rua também.' },
  { name: 'Ofertas', text: 'Ganhe 5000 reais por semana sem sair de casa, clique já: http://ganhe.example/gratis' },
  { name: 'Nina', text: 'A prefeitura mente de novo, como sempre. Que piada ridícula de plano.' },
  { name: 'Duda', text: 'Que imbecil escreve um lixo desses? Cala a boca e arruma a rua.' },
  { name: 'Zé', text: 'Você é uma tonta, Odete, e todo mundo aqui sabe disso.', answers: 'Odete' },
  { name: 'Beto', text: 'Eu subo e penduro a ponte de graça. Tenho as cordas.', answers: 'Lia' },
];

/** What people who are not there say about it: kind, unkind, and trying to sell something. */
export const sampleComments = (language: string): readonly SampleComment[] => (language === 'pt-BR' ? portugueseComments : englishComments);
