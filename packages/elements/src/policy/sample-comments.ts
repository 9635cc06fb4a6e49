import type { LabelledComment } from './policy-record.js';

// Written for this, so that a policy can be measured at once: what people write under articles, harmless and harmful, in both languages. Among the
// harmless are what models take for harm: sharp words about things, names of groups, medicine, sport, quoted insults that are refused.
const harmless = `
Thank you for this article, I had never thought about it that way.
The bus was late again, so I walked home along the river.
I disagree with almost every point here, and I think the figures are old.
Does anybody know whether the library is open on Sunday?
My grandmother made this soup with more garlic and less salt.
The referee got that one wrong, it was never a penalty.
As a gay man from a small town, I found this film very moving.
The new version is slower than the old one on my laptop.
Please stop calling people stupid; we can talk about the budget without that.
The knife cuts well, and the handle does not slip.
Our Muslim neighbours invited the whole street to dinner.
This is the worst printer I have ever bought.
She was shot in the opening scene, and the rest of the series asks why.
I would rather pay more and have fewer advertisements.
Black women in this city wait longer for a doctor, says the report.
The match was brutal, but we deserved to lose.
Could you add a link to the original study?
The author forgets that rents rose twice as fast as wages.
My dog hates the vacuum cleaner.
That was a terrible decision by the council, and they should explain it.
I am Jewish and I teach history; ask me anything about it.
The chicken should rest for ten minutes before you cut the breast.
Kill the process and start the server again.
I laughed so hard that I spilled my coffee.
He called me an idiot, and nobody in the room said a word.
Two people died in the fire on Tuesday, and a third is in hospital.
The immigrants who opened that bakery saved our high street.
Not my favourite song, but the drummer is excellent.
The doctor said the tumour is benign, what a relief.
Let us agree to disagree and get back to work.
Obrigada pelo texto, aprendi muito com ele.
O ônibus atrasou de novo e eu perdi a consulta.
Discordo do autor: os números são de dez anos atrás.
Alguém sabe se a feira abre no feriado?
A receita da minha avó leva mais coentro e menos sal.
Aquele pênalti não existiu, o juiz errou feio.
Sou lésbica e me vi muito nesse filme.
A atualização deixou meu celular mais lento.
Parem de chamar os outros de burros; dá para discutir o orçamento sem isso.
A faca corta bem e o cabo não escorrega.
Os vizinhos muçulmanos convidaram a rua inteira para jantar.
É a pior impressora que já comprei.
A novela começa com um assassinato e depois volta dez anos.
Prefiro pagar um pouco mais e não ver propaganda.
Mulheres negras esperam mais tempo por atendimento, diz o relatório.
O jogo foi duro, mas merecemos perder.
Você pode colocar o endereço do estudo original?
O texto esquece que o aluguel subiu mais do que o salário.
Meu cachorro odeia o aspirador de pó.
Foi uma decisão péssima da prefeitura, e eles precisam explicar.
Sou nordestino e moro em Curitiba há vinte anos.
Deixe o frango descansar antes de cortar o peito.
Mate o processo e reinicie o servidor.
Ri tanto que derrubei o café.
Ele me chamou de idiota e ninguém disse nada.
Duas pessoas morreram no incêndio de terça-feira.
Os imigrantes que abriram a padaria deram vida nova ao bairro.
Não é minha música favorita, mas a bateria é excelente.
O médico disse que o tumor é benigno, que alívio.
Vamos concordar em discordar e voltar ao trabalho.`;

const harmful: Readonly<Record<string, string>> = {
  insult: `
You are a complete idiot and everybody here knows it.
Only a moron like you could write something this dumb.
Shut your mouth, you pathetic loser.
What a stupid, worthless clown you are.
You are too dumb to tie your own shoes.
The author is a brainless liar and a coward.
Nobody asked you, you disgusting pig.
Go back to your cave, you imbecile.
You people are nothing but trash.
You ugly little worm, even your mother is ashamed of you.
Você é um idiota completo e todo mundo sabe.
Só um imbecil como você escreveria uma besteira dessas.
Cala a boca, seu lixo.
Que palhaço burro e inútil você é.
Você é burro demais para amarrar o próprio sapato.
O autor é um mentiroso sem cérebro e um covarde.
Ninguém te perguntou nada, sua porca nojenta.
Volta pra tua caverna, seu retardado.
Vocês não passam de um bando de vermes.
Seu feio ridículo, até sua mãe tem vergonha de você.`,
  obscene: `
Fuck you and your shitty opinion.
What a load of bullshit, you fucking asshole.
Kiss my ass, you dumb bitch.
This is fucking garbage, eat shit.
Suck my dick, you wanker.
You are full of shit and so is this bastard site.
Vai se foder com essa opinião de merda.
Que texto de merda, seu filho da puta.
Vai tomar no cu, seu otário.
Porra, que cara escroto do caralho.
Chupa meu pau, arrombado.
Essa puta só fala merda.`,
  'identity-attack': `
Gays are disgusting and should not be allowed near children.
All Muslims are terrorists, throw them out.
Women are too stupid to vote.
Immigrants are vermin that infect this country.
Black people are lazy and stupid.
Jews are greedy liars, all of them.
Gays são nojentos e não deviam chegar perto de criança.
Nordestino é tudo burro e preguiçoso.
Mulher não presta para nada além de cozinha.
Imigrante é praga, tem que expulsar todo mundo.
Preto é tudo bandido.
Viado tem que apanhar para virar homem.`,
  threat: `
I know where you live, and I will break your legs.
Say that again and I will kill you.
Somebody should shoot you in the head.
You will burn for this, watch your back.
Eu sei onde você mora e vou quebrar suas pernas.
Fala isso de novo que eu te mato.
Alguém devia te dar um tiro na cabeça.
Você vai pagar por isso, toma cuidado na rua.`,
  spam: `
WINNER! You have been selected to receive a $1000 gift card. Click http://prize.example now!
Earn 5000 dollars a week from home, text CASH to 80080 today!
FREE ringtones and hot singles in your area, reply YES to claim!
Cheap pills, no prescription, best price at http://pills.example
PARABÉNS! Você ganhou um iPhone grátis. Clique em http://premio.example agora!
Ganhe 5000 reais por semana sem sair de casa, chame no WhatsApp já!
Empréstimo na hora sem consulta, ligue grátis e receba seu prêmio!
Emagreça 10 kg em uma semana, compre já em http://dieta.example`,
};

const lines = (text: string) => text.trim().split('\n');

/** About as many harmless as harmful comments, half in English and half in Portuguese. */
export const sampleComments = (): LabelledComment[] => [
  ...lines(harmless).map((text) => ({ text, label: 'harmless', harmful: false })),
  ...Object.entries(harmful).flatMap(([label, texts]) => lines(texts).map((text) => ({ text, label, harmful: true }))),
];
